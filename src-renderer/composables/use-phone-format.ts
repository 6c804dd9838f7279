import { createSharedComposable } from '@vueuse/core'
import { shallowRef } from 'vue'

const MAX_KEPT = 5_000
/** Digits as a machine stores them; whoever typed brackets or blanks has formatted the number already. */
const bareNumber = /^\+?\d{10,15}$/

/**
 * Groups the digits of bare phone numbers, for reading only. The number tables are big, so they come after the first
 * paint; until then numbers show as they were typed.
 */
export const usePhoneFormat = createSharedComposable(() => {
  const format = shallowRef<(phone: string) => string>((phone) => phone)
  const kept = new Map<string, string>()
  const load = import('libphonenumber-js/min').then(({ parsePhoneNumberFromString }) => {
    format.value = (phone) => {
      const known = kept.get(phone)
      if (known !== undefined) return known
      const parsed = bareNumber.test(phone) ? parsePhoneNumberFromString(phone, 'RU') : undefined
      const shown = parsed?.isValid() ? parsed.formatInternational() : phone
      if (kept.size >= MAX_KEPT) kept.clear()
      kept.set(phone, shown)
      return shown
    }
  })
  // The host was gone before they came: numbers stay as they were typed, which is no worse than before the first paint.
  load.catch(() => undefined)
  return format
})
