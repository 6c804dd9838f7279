/** Which columns of a list there is room for, and how wide they are. */
export interface ColumnLayout<Column extends string> {
  /** As many as fit, from the left. @param widthPx of the list; 0 before it is measured */
  readonly fit: (widthPx: number) => readonly Column[]
  /** For CSS. */
  readonly templateOf: (columns: readonly Column[]) => string
}

export interface ColumnRoom {
  readonly leastPx: number
  /** Share of what is left over. */
  readonly grow: number
}

/**
 * @param rooms in the order of the columns
 * @param leastNeeded what goes first where there is no room
 */
export function createColumnLayout<Column extends string>(
  columns: readonly Column[],
  rooms: Readonly<Record<Column, ColumnRoom>>,
  leastNeeded: readonly Column[],
): ColumnLayout<Column> {
  const sumOf = (some: readonly Column[]) => some.reduce((sum, column) => sum + rooms[column].leastPx, 0)

  function fit(widthPx: number): readonly Column[] {
    let shown = columns
    for (const column of leastNeeded) {
      if (widthPx === 0 || sumOf(shown) <= widthPx) break
      shown = shown.filter((one) => one !== column)
    }
    return shown
  }

  const widthOf = ({ leastPx, grow }: ColumnRoom) => (grow === 0 ? `${leastPx}px` : `minmax(${leastPx}px, ${grow}fr)`)
  return { fit, templateOf: (some) => some.map((column) => widthOf(rooms[column])).join(' ') }
}
