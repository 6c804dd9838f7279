import { useEventListener } from '@vueuse/core'
import { getCurrentInstance, inject, onScopeDispose, watch } from 'vue'
import { useRoute } from 'vue-router'
import type { ListRow } from '../components/contacts/list-row.ts'
import { fitOf } from '../first-look/first-look.ts'
import { createKeptLook } from '../first-look/kept-look.ts'
import { takeTree } from '../first-look/look-tree.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { usePreferencesStore } from '../stores/preferences-store.ts'
import { useServices } from '../stores/services.ts'
import { lookKey } from './look-key.ts'
import { createLineTaker } from './take-lines.ts'
import { useAccountMarks } from './use-account-marks.ts'

/** A list that goes on changing is kept when it comes to rest. */
const PAUSE_MS = 1_000
/** More than a screen has. */
const MOST_LINES = 64
/** Lines drawn aside at a time: a few milliseconds. */
const SLICE = 8

/**
 * Keeps how the window looks at its list, for the first moment of the next start: the frame whenever nothing else is open,
 * and the top of the plain list whenever it has changed, and when the window is closed.
 */
export function useLookKeeping(): void {
  const [app, list, preferences] = [useAppStore(), useContactListStore(), usePreferencesStore()]
  const { rows: changes } = useServices()
  const kept = createKeptLook(localStorage)
  const { build } = inject(lookKey, { look: null, build: '' })
  const [route, marks] = [useRoute(), useAccountMarks()]
  const taker = createLineTaker(getCurrentInstance()?.appContext ?? null)
  /** Of the list where nothing else is open; 0 before it was seen so. */
  let widthPx = 0
  let columns = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const isPlain = () => {
    const isFiltered = Object.values(list.filters).some((value) => value !== undefined)
    return list.text.trim() === '' && !isFiltered && list.sort.by === 'name' && list.sort.direction === 'asc'
  }
  /** The top of the list, as far as it is read. */
  function topRows(): readonly ListRow[] {
    const rows: ListRow[] = []
    for (let index = 0; index < Math.min(MOST_LINES, list.total); index++) {
      const row = list.rowAt(index)
      if (row === undefined) break
      rows.push(row)
    }
    return rows
  }

  function keepFrame(): void {
    const shell = document.querySelector('#app .shell')
    const grid = shell?.querySelector('[role="grid"]')
    const isAlone = route.name === 'contacts' && isPlain() && list.selectedCount === 0 && list.openId === null
    if (!isAlone || !shell || !grid || grid.scrollTop > 0 || shell.querySelector('.panel') !== null) return
    ;[widthPx, columns] = [grid.clientWidth, preferences.columns.join()]
    const root = document.documentElement
    kept.writeFrame({
      ...fitOf(window, build),
      ...{ lang: root.lang, sortLanguage: preferences.sortLanguage, rootStyle: root.style.cssText },
      sheets: [...document.head.querySelectorAll('style[cssr-id]')].map(({ textContent }) => textContent),
      tree: takeTree(shell, isOfFrame),
    })
  }

  /** @returns whether there is more to draw */
  function keepLines(most: number): boolean {
    const rows = isPlain() ? topRows() : []
    if (rows.length === 0) return false
    if (widthPx === 0 || columns !== preferences.columns.join()) {
      // There is no frame that they would fit in.
      kept.forgetLines()
      return false
    }
    const layout = { columns: preferences.columns, widthPx }
    const lines = taker.take(rows, ({ accountId }) => marks.value.get(accountId), layout, most)
    if (lines !== null) kept.writeLines({ total: list.total, lines })
    return lines === null
  }

  function keepAll(most = Infinity): void {
    if (app.readOnly !== null || app.accounts.length === 0 || build === '') return
    keepFrame()
    if (keepLines(most)) requestIdleCallback(() => keepAll(most))
  }

  function keepSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => requestIdleCallback(() => keepAll(SLICE)), PAUSE_MS)
  }

  watch(() => [list.version, list.openId, list.selectedCount, preferences.columns, preferences.theme, preferences.language, route.name, marks.value], keepSoon) // prettier-ignore
  onScopeDispose(() => clearTimeout(timer))
  useEventListener(window, 'resize', keepSoon)
  useEventListener(window, 'pagehide', () => keepAll())
  onScopeDispose(
    // What cannot be looked at now must not be shown as it was.
    changes.listen(({ kind }) => {
      if (kind === 'everything' || !isPlain()) kept.forgetLines()
    }),
  )
  // The last account was signed out.
  onScopeDispose(() => kept.forgetLines())
}

/** Without contacts, dialogs and messages: what is there at every start. */
function isOfFrame(element: Element): boolean {
  const { parentElement: parent } = element
  if (parent?.matches('.shell')) return element.matches('nav, .top, .page')
  if (parent?.matches('.shell > .page')) return element.matches('main')
  return parent?.matches('[data-look="lines"]') !== true && element.checkVisibility()
}
