/** A list that changes all the time need not be drawn more often: a first pull has other work to do. */
const GAP_MS = 200

interface Frames {
  readonly performance: Pick<Performance, 'now'>
  requestAnimationFrame(task: () => void): unknown
  setTimeout(task: () => void, ms: number): unknown
}

/** Runs tasks before the next frame is shown; what comes soon after the last one waits a little. */
export function createEasyPace(frames: Frames): (task: () => void) => void {
  let lastAt = -Infinity
  return (task) => {
    const atFrame = () =>
      frames.requestAnimationFrame(() => {
        lastAt = frames.performance.now()
        task()
      })
    const waitMs = lastAt + GAP_MS - frames.performance.now()
    if (waitMs <= 0) atFrame()
    else frames.setTimeout(atFrame, waitMs)
  }
}
