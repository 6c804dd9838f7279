import { useEventListener, useThrottleFn } from '@vueuse/core'

/** Looking back and forth between two windows is not news each time. */
const AT_MOST_EVERY_MS = 5_000

/** Calls `act` when the window is looked at again, or the network is back. */
export function useReturn(act: () => void): void {
  const returned = useThrottleFn(act, AT_MOST_EVERY_MS, false)
  useEventListener(window, 'online', () => void returned())
  useEventListener(document, 'visibilitychange', () => {
    if (document.visibilityState === 'visible') void returned()
  })
}
