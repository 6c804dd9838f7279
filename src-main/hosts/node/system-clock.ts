import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '#core/ports/clock.ts'

/** The clock of this device. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await delay(ms, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      // The port promises the signal's own reason; the timer wraps it.
      throw signal?.aborted === true ? signal.reason : error
    }
  },
}
