import { createSharedComposable } from '@vueuse/core'

const MAX_KEPT = 5_000

/** Measures text of one size in the font of the page, pixels. A list asks for the same few hundred texts again and again. */
export const useTextWidth = createSharedComposable(() => {
  const context = document.createElement('canvas').getContext('2d')
  const family = getComputedStyle(document.body).fontFamily
  const kept = new Map<string, number>()

  return (text: string, sizePx: number): number => {
    const key = `${sizePx} ${text}`
    const known = kept.get(key)
    if (known !== undefined) return known
    if (context !== null) context.font = `${sizePx}px ${family}`
    const width = context?.measureText(text).width ?? text.length * sizePx
    if (kept.size >= MAX_KEPT) kept.clear()
    kept.set(key, width)
    return width
  }
})
