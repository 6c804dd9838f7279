import type { FoundContacts } from '../search/search-client.ts'

/** Reads in the answer that the list shows; `null` while it shows none. */
export type ReadFound = <T>(read: (found: FoundContacts) => Promise<T>) => Promise<T | null>

/**
 * An answer is kept until a few newer ones were asked for. One that is gone is asked for again, and read once more.
 * @param shown   the answer on screen
 * @param refresh puts a newer one there
 */
export function createReadFound(shown: () => FoundContacts | null, refresh: () => Promise<void>): ReadFound {
  return async (read) => {
    const found = shown()
    if (found === null) return null
    try {
      return await read(found)
    } catch (error) {
      await refresh()
      const again = shown()
      if (again === null || again === found) throw error
      return read(again)
    }
  }
}
