import type { HttpClient } from './http-client.ts'

/** Lets all through, and counts each write when it leaves and when it has ended, however it did. */
export function countWrites(http: HttpClient): {
  readonly http: HttpClient
  readonly writes: { readonly count: number }
} {
  const writes = { count: 0 }
  async function counted<T>(write: () => Promise<T>): Promise<T> {
    writes.count += 1
    try {
      return await write()
    } finally {
      writes.count += 1
    }
  }
  return {
    writes,
    http: {
      ...http,
      postJson: (path, told) => counted(() => http.postJson(path, told)),
      patchJson: (path, told) => counted(() => http.patchJson(path, told)),
      deleteJson: (path, asked) => counted(() => http.deleteJson(path, asked)),
    },
  }
}
