/** Columns of the list of deals, from the left. The first one is always there. */
export const dealColumns = ['name', 'price', 'stage', 'contact', 'responsible', 'updated'] as const
export type DealColumn = (typeof dealColumns)[number]

interface ColumnRoom {
  readonly leastPx: number
  /** Share of what is left over. */
  readonly grow: number
}

const rooms: Readonly<Record<DealColumn, ColumnRoom>> = {
  name: { leastPx: 200, grow: 3 },
  price: { leastPx: 110, grow: 0 },
  stage: { leastPx: 150, grow: 1 },
  contact: { leastPx: 150, grow: 2 },
  responsible: { leastPx: 130, grow: 1 },
  updated: { leastPx: 90, grow: 0 },
}

/** What goes first where there is no room. */
const leastNeeded: readonly DealColumn[] = ['updated', 'responsible', 'contact']

/** As many columns as fit. @param widthPx of the list; 0 before it is measured */
export function fitDealColumns(widthPx: number): readonly DealColumn[] {
  let shown: readonly DealColumn[] = dealColumns
  for (const column of leastNeeded) {
    if (widthPx === 0 || sumOf(shown) <= widthPx) break
    shown = shown.filter((one) => one !== column)
  }
  return shown
}

const sumOf = (columns: readonly DealColumn[]) => columns.reduce((sum, column) => sum + rooms[column].leastPx, 0)

/** For CSS. */
export const dealTemplateOf = (columns: readonly DealColumn[]): string =>
  columns
    .map((column) => {
      const { leastPx, grow } = rooms[column]
      return grow === 0 ? `${leastPx}px` : `minmax(${leastPx}px, ${grow}fr)`
    })
    .join(' ')
