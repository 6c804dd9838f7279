import { shallowRef, type Ref } from 'vue'
import { errorText } from './error-words.ts'
import type { Text } from './use-text.ts'

/** Something the user asked for: whether it is under way, and why it failed when it did. */
export interface Attempt {
  readonly isActing: Readonly<Ref<boolean>>
  /** Empty from the next attempt on. */
  readonly failure: Ref<string>
  /** Never rejects. */
  readonly attempt: (way: () => Promise<void>) => Promise<void>
}

/** For whatever may be refused, and says so where it was asked for. */
export function useAttempt(text: Text): Attempt {
  const isActing = shallowRef(false)
  const failure = shallowRef('')
  async function attempt(way: () => Promise<void>): Promise<void> {
    isActing.value = true
    failure.value = ''
    try {
      await way()
    } catch (error) {
      failure.value = text.t('pending.failedAction', { reason: errorText(error, text) })
    } finally {
      isActing.value = false
    }
  }
  return { isActing, failure, attempt }
}
