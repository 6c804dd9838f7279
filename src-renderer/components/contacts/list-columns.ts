interface ColumnLayout {
  /** Below this many pixels it is of no use. */
  readonly minPx: number
  /** Its share of the room that is left. */
  readonly share: number
  /** Who gives way last: 0 stays longest. */
  readonly rank: number
}

const layouts = {
  company: { minPx: 140, share: 1.4, rank: 1 },
  phone: { minPx: 165, share: 1, rank: 0 },
  email: { minPx: 170, share: 1.3, rank: 3 },
  tags: { minPx: 150, share: 1.5, rank: 2 },
  responsible: { minPx: 130, share: 1, rank: 5 },
  updated: { minPx: 132, share: 0.6, rank: 4 },
} as const satisfies Readonly<Record<string, ColumnLayout>>
export type ColumnName = keyof typeof layouts

/** Columns beside the name, which is always there, in their order. */
// An object literal has exactly the keys of its type.
export const columnNames = Object.keys(layouts) as readonly ColumnName[]

const CHECKBOX_PX = 40
const NAME_MIN_PX = 200
const NAME_SHARE = 2

/** The chosen columns that find room in `widthPx`, in their order: the list never scrolls sideways. */
export function fitColumns(chosen: readonly ColumnName[], widthPx: number): readonly ColumnName[] {
  let leftPx = widthPx - CHECKBOX_PX - NAME_MIN_PX
  const kept = new Set<ColumnName>()
  for (const name of chosen.toSorted((a, b) => layouts[a].rank - layouts[b].rank)) {
    leftPx -= layouts[name].minPx
    if (leftPx < 0) break
    kept.add(name)
  }
  return chosen.filter((name) => kept.has(name))
}

/** How wide each shown column gets in `widthPx`: its share of the room, but not less than it needs. Whole pixels. */
export function columnWidths(columns: readonly ColumnName[], widthPx: number): ReadonlyMap<ColumnName, number> {
  const widths = new Map<ColumnName, number>()
  // A column at its least takes from the share of the others, which may bring the next one to its least.
  for (;;) {
    const open = columns.filter((name) => !widths.has(name))
    const takenPx = [...widths.values()].reduce((sum, px) => sum + px, CHECKBOX_PX)
    const sharePx = Math.max(widthPx - takenPx, 0) / open.reduce((sum, name) => sum + layouts[name].share, NAME_SHARE)
    const narrow = open.filter((name) => layouts[name].share * sharePx < layouts[name].minPx)
    for (const name of narrow) widths.set(name, layouts[name].minPx)
    if (narrow.length > 0) continue
    for (const name of open) widths.set(name, Math.floor(layouts[name].share * sharePx))
    return widths
  }
}

/** As CSS wants it: checkbox, name, then the columns. The name takes what is left. */
export function gridTemplateOf(columns: readonly ColumnName[], widths: ReadonlyMap<ColumnName, number>): string {
  return [`${CHECKBOX_PX}px`, 'minmax(0, 1fr)', ...columns.map((name) => `${widths.get(name) ?? 0}px`)].join(' ')
}
