import { useIntervalFn, usePreferredReducedMotion } from '@vueuse/core'
import { computed, shallowRef, watchEffect, type ComputedRef } from 'vue'

const STEP_MS = 250
const STEP_DEGREES = 45

/**
 * How far a mark has turned, as CSS has it, while something goes on. An animation of CSS has the browser make every frame of it,
 * sixty a second, even one in steps: in a first pull that was felt.
 */
export function useTurning(isTurning: () => boolean): ComputedRef<string> {
  const motion = usePreferredReducedMotion()
  const steps = shallowRef(0)
  const { pause, resume } = useIntervalFn(() => steps.value++, STEP_MS, { immediate: false })
  watchEffect(() => {
    if (isTurning() && motion.value !== 'reduce') return resume()
    pause()
    steps.value = 0
  })
  return computed(() => `${(steps.value * STEP_DEGREES) % 360}deg`)
}
