/** A list that changes need not be drawn more often. */
const GAP_MS = 200
/** One that goes on changing is drawn less and less often, down to this: a first pull has other work to do. */
const WIDEST_GAP_MS = 600
const WIDER_MS = 50

interface Frames {
  readonly performance: Pick<Performance, 'now'>
  requestAnimationFrame(task: () => void): unknown
  setTimeout(task: () => void, ms: number): unknown
}

/** Runs tasks before the next frame is shown; what comes soon after the last one waits a little. */
export function createEasyPace(frames: Frames): (task: () => void) => void {
  let lastAt = -Infinity
  let gapMs = GAP_MS
  return (task) => {
    const atFrame = () =>
      frames.requestAnimationFrame(() => {
        lastAt = frames.performance.now()
        task()
      })
    const waitMs = lastAt + gapMs - frames.performance.now()
    gapMs = waitMs <= 0 ? GAP_MS : Math.min(gapMs + WIDER_MS, WIDEST_GAP_MS)
    if (waitMs <= 0) atFrame()
    else frames.setTimeout(atFrame, waitMs)
  }
}
