import type { ContactPoint } from '../domain/contact.ts'
import { foldName, foldPhone } from '../domain/same-text.ts'

/** Fewer digits than this are an extension or a note, not a number that could be written in two ways. */
const SHORTEST_NUMBER = 5

/** One number or address in whatever writing: a CRM may store a phone otherwise than it was typed. */
function foldPoint(value: string): string {
  const digits = foldPhone(value)
  return value.includes('@') || digits.length < SHORTEST_NUMBER ? foldName(value) : digits
}

/**
 * Where a phone or e-mail stands in a list: letter by letter if it can be found so, else in another writing.
 * @returns -1 when it is not there
 */
export function indexOfPoint(points: readonly ContactPoint[], wanted: ContactPoint | null): number {
  if (wanted === null) return -1
  const exact = points.findIndex(({ value }) => value === wanted.value)
  if (exact !== -1) return exact
  const folded = foldPoint(wanted.value)
  return points.findIndex(({ value }) => foldPoint(value) === folded)
}
