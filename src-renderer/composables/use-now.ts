import { createSharedComposable, useIntervalFn } from '@vueuse/core'
import { shallowRef } from 'vue'

const STEP_MS = 30_000

/** The present, for "5 min. ago": one timer for the whole window. */
export const useNow = createSharedComposable(() => {
  const now = shallowRef(Date.now())
  useIntervalFn(() => (now.value = Date.now()), STEP_MS)
  return now
})
