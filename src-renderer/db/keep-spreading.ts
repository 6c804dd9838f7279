/** Between two slices others have their turn: a frame, a page of a pull, an edit. */
const PAUSE_MS = 20
/** Nothing is seen of it: whether rows are written now or in a moment. */
const LOOK_AFTER_MS = 2_000
/** A full disk may have room again. */
const AFTER_FAILURE_MS = 10_000

/**
 * Writes, slice by slice, the rows of bulk edits that were accepted as one record: by this window, by another, or before
 * the last kill. To be run by the window that keeps the cache. Returns the way to stop.
 * @param spread writes a slice; whether there was anything to do
 * @param later calls back once after `ms`; returns the way to call it off
 */
export function keepSpreading(
  spread: () => Promise<boolean>,
  later: (act: () => void, ms: number) => () => void,
): () => void {
  let isOver = false
  const step = async () => {
    const wait = await spread().then(
      (hasMore) => (hasMore ? PAUSE_MS : LOOK_AFTER_MS),
      () => AFTER_FAILURE_MS,
    )
    if (!isOver) callOff = later(() => void step(), wait)
  }
  let callOff = later(() => void step(), LOOK_AFTER_MS)
  return () => {
    isOver = true
    callOff()
  }
}
