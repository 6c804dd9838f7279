import { inject, nextTick, onMounted, watch, type WatchSource } from 'vue'
import { useRoute } from 'vue-router'
import { createKeptLook } from '../first-look/kept-look.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { lookKey } from './look-key.ts'

/** Nobody looks at a picture for longer, whatever the window waits for. */
const LONGEST_MS = 5_000

/** Lets the picture of the first moment stand until the list itself has its lines, and takes over what was typed into it. */
export function useFirstLook(): void {
  const look = inject(lookKey, null)?.look ?? null
  if (look === null) return
  const [list, route] = [useContactListStore(), useRoute()]
  if (look.text !== '') list.text = look.text
  look.onTyped((text) => (list.text = text))
  const leave = () => look.leave(() => document.querySelector<HTMLInputElement>('#app input[type="search"]'))
  const hasLines = () => document.querySelector('#app [data-index]:not([aria-busy])') !== null

  /** The list measures itself before it draws lines. */
  function leaveWithLines(): void {
    if (list.total === 0 || hasLines()) leave()
    else requestAnimationFrame(leaveWithLines)
  }

  watch([() => list.version], () => void nextTick(leaveWithLines))
  watch(
    () => route.name,
    (name) => {
      if (name !== undefined && name !== 'contacts') leave()
    },
    { immediate: true },
  )
  onMounted(() => setTimeout(leave, LONGEST_MS))
}

/** Where no list comes, the picture goes at once. */
export function useNoFirstLook(isWithoutList: WatchSource<boolean>): void {
  const look = inject(lookKey, null)?.look ?? null
  if (look === null) return
  watch(isWithoutList, (isSo) => {
    if (!isSo) return
    look.leave()
    createKeptLook(localStorage).forgetLines()
  })
}
