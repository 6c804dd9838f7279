import { h, render, type AppContext } from 'vue'
import ContactRow from '../components/contacts/ContactRow.vue'
import { columnWidths, fitColumns, type ColumnName } from '../components/contacts/list-columns.ts'
import type { ListRow } from '../components/contacts/list-row.ts'
import type { AccountMark } from '../composables/account-marks.ts'
import { takeTree, type LookElement } from '../first-look/look-tree.ts'

const ROW_PX = 40

/** What lines look like besides what is in them. */
export interface LineLayout {
  readonly columns: readonly ColumnName[]
  /** Of the whole list, pixels. */
  readonly widthPx: number
}

/**
 * How lines of the list look, whether they are on the screen or not: each is drawn by the list's own component, aside. What
 * was drawn once is not drawn again.
 */
export function createLineTaker(context: AppContext | null) {
  let known = new Map<string, LookElement>()

  function draw(row: ListRow, index: number, mark: AccountMark | undefined, { columns, widthPx }: LineLayout) {
    const shown = fitColumns(columns, widthPx)
    const tagsPx = columnWidths(shown, widthPx).get('tags') ?? 0
    const style = { transform: `translateY(${index * ROW_PX}px)` }
    const place = { style, 'data-index': index, 'aria-rowindex': index + 1 }
    const line = h(ContactRow, { row, mark, columns: shown, tagsPx, isSelected: false, ...place })
    line.appContext = context
    const aside = document.createElement('div')
    render(line, aside)
    const [element] = aside.children
    const tree = element === undefined ? null : takeTree(element)
    render(null, aside)
    return tree
  }

  /** @param most lines drawn at a time; `null` when there are more to draw, which is to be asked for again */
  function take(
    rows: readonly ListRow[],
    markOf: (row: ListRow) => AccountMark | undefined,
    layout: LineLayout,
    most = Infinity,
  ): readonly LookElement[] | null {
    const next = new Map<string, LookElement>()
    let left = most
    for (const [index, row] of rows.entries()) {
      const mark = markOf(row)
      const key = JSON.stringify([index, row, mark, layout])
      const tree = known.get(key) ?? (left-- > 0 ? draw(row, index, mark, layout) : null)
      if (tree !== null) next.set(key, tree)
    }
    known = next
    return left < 0 ? null : [...next.values()]
  }

  return { take }
}
