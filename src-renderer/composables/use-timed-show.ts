import { useTimeoutFn } from '@vueuse/core'

/**
 * Lets something go after a while, unless somebody is at it: then it is looked at again after the same while.
 * @param isHeld whether somebody is
 */
export function useTimedShow(
  ms: number,
  isHeld: () => boolean,
  hide: () => void,
): { readonly start: () => void; readonly stop: () => void } {
  const { start, stop } = useTimeoutFn(
    () => {
      if (isHeld()) start()
      else hide()
    },
    ms,
    { immediate: false },
  )
  return { start, stop }
}
