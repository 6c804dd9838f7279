type Work = (signal: AbortSignal) => Promise<void>

/**
 * Does several things side by side. The first that fails takes the others along; it is thrown when all have ended, and
 * not before: a request that outlived its sync would still be out when the next one sorts out what is on its way.
 */
export async function together(signal: AbortSignal, ...works: readonly Work[]): Promise<void> {
  const failed = new AbortController()
  const both = AbortSignal.any([signal, failed.signal])
  const failures: unknown[] = []
  const guarded = works.map(async (work) => {
    try {
      await work(both)
    } catch (error) {
      failures.push(error)
      failed.abort(error)
    }
  })
  await Promise.all(guarded)
  if (failures.length > 0) throw failures[0]
}
