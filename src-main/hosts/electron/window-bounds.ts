import { screen, type BrowserWindow, type Rectangle } from 'electron'
import * as v from 'valibot'
import type { LocalStore } from '#core/ports/local-store.ts'

const DOCUMENT = 'window'
const initialSize = { width: 1280, height: 800 }

const BoundsSchema = v.object({
  x: v.number(),
  y: v.number(),
  width: v.number(),
  height: v.number(),
  isMaximized: v.boolean(),
})
type Bounds = v.InferOutput<typeof BoundsSchema>

/** Where the window was, unless that screen is gone. */
export async function recallBounds(local: LocalStore): Promise<Partial<Rectangle> & { isMaximized: boolean }> {
  const stored = v.safeParse(BoundsSchema, await local.read(DOCUMENT).catch(() => null))
  if (!stored.success || !isOnScreen(stored.output)) return { ...initialSize, isMaximized: false }
  return stored.output
}

/** Follows the window from now on; gives what writes down where it was last, to be called before the end. */
export function rememberBounds(window: BrowserWindow, local: LocalStore): () => Promise<void> {
  let bounds: Bounds | null = null
  const note = () => {
    bounds = { ...window.getNormalBounds(), isMaximized: window.isMaximized() }
  }
  window.on('resize', note)
  window.on('move', note)

  // A window in its old place is a comfort; its loss must not hold up the closing.
  return async () => {
    if (bounds !== null) await local.write(DOCUMENT, bounds).catch(() => undefined)
  }
}

function isOnScreen(bounds: Rectangle): boolean {
  const { workArea } = screen.getDisplayMatching(bounds)
  const overlap = (from: number, size: number, areaFrom: number, areaSize: number) =>
    Math.min(from + size, areaFrom + areaSize) - Math.max(from, areaFrom)
  const [width, height] = [
    overlap(bounds.x, bounds.width, workArea.x, workArea.width),
    overlap(bounds.y, bounds.height, workArea.y, workArea.height),
  ]
  return width > bounds.width / 2 && height > bounds.height / 2
}
