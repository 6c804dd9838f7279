import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'

export interface Draft {
  /** What stands in the input. */
  readonly typed: Ref<string>
  readonly isDirty: ComputedRef<boolean>
  readonly isSaving: ShallowRef<boolean>
  /** Why the last attempt was not accepted; the typed text is still there. */
  readonly failure: ShallowRef<unknown>
  /** Hands the text over if it differs from what is there; a second call for the same text does nothing. */
  readonly take: () => Promise<void>
  readonly revert: () => void
}

/**
 * Text on its way from an input to an accepted edit. It follows its source until somebody types; from then on it is the
 * typist's, whatever a sync brings meanwhile, until it is taken or reverted.
 * @param source what the field has now
 * @param accept is told what the typist saw when he began, and what he typed; rejects when it is not saved
 */
export function useDraft<T>(
  source: () => T,
  toText: (value: T) => string,
  accept: (seen: T, typed: string) => Promise<void>,
): Draft {
  const seen = shallowRef(source()) as ShallowRef<T>
  const typed = ref(toText(seen.value))
  const isSaving = shallowRef(false)
  const failure = shallowRef<unknown>(null)
  let handedOver: string | null = null
  const isDirty = computed(() => typed.value.trim() !== toText(seen.value).trim())

  function follow(): void {
    seen.value = source()
    typed.value = toText(seen.value)
    failure.value = null
    handedOver = null
  }

  watch(source, () => {
    // Until it is accepted, what was handed over shows already and may yet be withdrawn; a text that was refused stays.
    if (isSaving.value || failure.value !== null) return
    // What was handed over comes back as the new value; what is being typed is left alone.
    if (!isDirty.value || typed.value.trim() === handedOver || typed.value.trim() === toText(source()).trim()) follow()
  })

  /** What came while it was being saved was not followed. A value that shows only later is heard of by the watch. */
  function catchUp(taken: string): void {
    const hasMoved = toText(source()) !== toText(seen.value)
    if (hasMoved && typed.value.trim() === taken) follow()
  }

  async function take(): Promise<void> {
    const text = typed.value.trim()
    if (!isDirty.value || text === handedOver) return
    handedOver = text
    failure.value = null
    isSaving.value = true
    try {
      await accept(seen.value, text)
      isSaving.value = false
      catchUp(text)
    } catch (error) {
      isSaving.value = false
      failure.value = error
      handedOver = null
    }
  }

  return { typed, isDirty, isSaving, failure, take, revert: follow }
}
