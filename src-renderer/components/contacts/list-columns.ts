/** Columns beside the name, which is always there. */
export const columnNames = ['company', 'phone', 'email', 'tags', 'responsible', 'updated'] as const
export type ColumnName = (typeof columnNames)[number]

interface ColumnLayout {
  /** Below this many pixels it is of no use. */
  readonly minPx: number
  /** Its share of the room that is left. */
  readonly share: number
  /** Who gives way last: 0 stays longest. */
  readonly rank: number
}

const layouts: Readonly<Record<ColumnName, ColumnLayout>> = {
  company: { minPx: 140, share: 1.4, rank: 1 },
  phone: { minPx: 148, share: 1, rank: 0 },
  email: { minPx: 170, share: 1.3, rank: 3 },
  tags: { minPx: 150, share: 1.5, rank: 2 },
  responsible: { minPx: 130, share: 1, rank: 5 },
  updated: { minPx: 118, share: 0.6, rank: 4 },
}

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

/** As CSS wants it: checkbox, name, then the columns. */
export function gridTemplateOf(columns: readonly ColumnName[]): string {
  const tracks = columns.map((name) => `minmax(${layouts[name].minPx}px, ${layouts[name].share}fr)`)
  return [`${CHECKBOX_PX}px`, `minmax(0, ${NAME_SHARE}fr)`, ...tracks].join(' ')
}
