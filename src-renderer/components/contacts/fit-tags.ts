/** Of a tag that is cut shorter than this, nobody can tell which it is. */
const READABLE_PX = 88
const CHIP_PADDING_PX = 16
const GAP_PX = 6
/** "+12" and the gap before it. */
const MORE_PX = 34

export interface FittedTag {
  readonly name: string
  /** The chip may shrink to this, not further. */
  readonly minPx: number
}

export interface FittedTags {
  readonly shown: readonly FittedTag[]
  /** Those that are only counted. */
  readonly more: number
}

/**
 * The first tags of a contact that can be read side by side in `roomPx`, and how many are left over. The first is shown
 * in any case.
 * @param measure width of a text as chips write it, pixels
 */
export function fitTags(tags: readonly string[], roomPx: number, measure: (text: string) => number): FittedTags {
  const shown: FittedTag[] = []
  let usedPx = 0
  for (const [at, name] of tags.entries()) {
    const minPx = Math.min(Math.ceil(measure(name)) + CHIP_PADDING_PX, READABLE_PX)
    const withThisPx = usedPx + (at === 0 ? 0 : GAP_PX) + minPx
    const isLast = at === tags.length - 1
    if (at > 0 && withThisPx + (isLast ? 0 : MORE_PX) > roomPx) break
    shown.push({ name, minPx })
    usedPx = withThisPx
  }
  return { shown, more: tags.length - shown.length }
}
