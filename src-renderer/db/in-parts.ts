/** So many rows are read or written in one go: a few milliseconds. */
const PART = 200

/**
 * Takes a long list part by part, in its order. Each part ends with an answer of the storage, so that it is a task of its own:
 * others have their turn in between, though it may all be one transaction.
 */
export async function inParts<Item, Result>(
  items: readonly Item[],
  act: (part: readonly Item[]) => PromiseLike<readonly Result[] | void>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let from = 0; from < items.length; from += PART) {
    for (const result of (await act(items.slice(from, from + PART))) ?? []) results.push(result)
  }
  return results
}
