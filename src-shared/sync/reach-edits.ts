import type { Json } from '../domain/contact.ts'
import type { CompanyFields, LeadFields, NeighbourEdit, ReachPoint } from '../domain/neighbour.ts'

/** Numbers and addresses of a lead, or of a company: sets, of which each value comes and goes by itself, and one that changes keeps its place. */
export const reachFields = ['phones', 'emails'] as const
export type ReachField = (typeof reachFields)[number]

/** Whether a field of a record that stands beside contacts is one of these. */
export const isReachField = (field: string): field is ReachField => reachFields.some((known) => known === field)

/** The values of an edit; what is none of them is left out. */
export const toReach = (json: Json): readonly ReachPoint[] => (Array.isArray(json) ? json.filter(isPoint) : [])

const isPoint = (json: Json): json is Json & ReachPoint =>
  typeof json === 'object' && json !== null && !Array.isArray(json) && 'value' in json && 'kind' in json

/** The lead, or the company, with one such edit done: what the edit does not speak of stays. */
export function applyReach<Fields extends LeadFields | CompanyFields>(
  fields: Fields,
  field: ReachField,
  { from, to }: NeighbourEdit,
): Fields {
  const [was, wanted, theirs] = [toReach(from), toReach(to), fields[field]]
  const [left, came] = [without(was, wanted), without(wanted, was)]
  const changed = new Map(left.map((point, at) => [keyOf(point), came[at] ?? null]))
  const kept = theirs.flatMap((point) => {
    const instead = changed.get(keyOf(point))
    return instead === undefined ? [point] : (instead ?? [])
  })
  return { ...fields, [field]: [...new Map([...kept, ...came].map((point) => [keyOf(point), point])).values()] }
}

const keyOf = ({ value, kind }: ReachPoint): string => JSON.stringify([value, kind])
const without = (points: readonly ReachPoint[], others: readonly ReachPoint[]): readonly ReachPoint[] => {
  const known = new Set(others.map(keyOf))
  return points.filter((point) => !known.has(keyOf(point)))
}
