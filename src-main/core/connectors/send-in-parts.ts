import { AppError } from '#shared/errors/app-error.ts'
import type { ItemResult } from './contact-writes.ts'

/**
 * Sends a batch in several requests. When a later one certainly had no effect, the results that we have are worth more
 * than its failure: they are returned, and the rest is `not-sent`. When it may have had one, it is thrown, so that
 * whoever asked looks before sending again.
 * @param parts in order; none is empty
 * @param hasEffect whether something of the same batch has been carried out already
 */
export async function sendInParts<Item>(
  parts: readonly (readonly Item[])[],
  send: (part: readonly Item[]) => Promise<readonly ItemResult[]>,
  signal: AbortSignal,
  hasEffect = false,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = []
  const total = parts.reduce((sum, part) => sum + part.length, 0)
  for (const part of parts) {
    const isPartial = hasEffect || results.length > 0
    if (isPartial && signal.aborted) break
    try {
      results.push(...(await send(part)))
    } catch (error) {
      const hadNoEffect = error instanceof AppError && error.details['reached'] === false
      if (!isPartial || !hadNoEffect) throw error
      break
    }
  }
  return [...results, ...Array.from({ length: total - results.length }, (): ItemResult => ({ kind: 'not-sent' }))]
}

/** In parts of at most `size`. */
export function toParts<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size))
}

export const toHalves = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  toParts(items, Math.ceil(items.length / 2))
