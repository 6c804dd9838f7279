import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef, type Ref } from 'vue'
import { foldName } from '#shared/domain/same-text.ts'
import type { CompanyChoice } from './card-context.ts'

const SEARCH_PAUSE_MS = 80

/**
 * Companies of the CRM whose names are like what is being typed.
 * @param search perhaps another one a moment later: then it is asked anew
 */
export function useCompanySearch(
  name: Readonly<Ref<string>>,
  search: () => (text: string) => Promise<readonly CompanyChoice[]>,
) {
  const found = shallowRef<readonly CompanyChoice[]>([])
  const searched = shallowRef('')
  const same = computed(() => found.value.find((one) => foldName(one.name) === foldName(name.value)) ?? null)
  watchDebounced(
    [name, search] as const,
    async ([text, ask]) => {
      const answer = text.trim() === '' ? [] : await ask(text.trim()).catch(() => null)
      if (text !== name.value) return
      found.value = answer ?? []
      // What could not be looked for may be there.
      searched.value = answer === null ? '' : text
    },
    { debounce: SEARCH_PAUSE_MS, immediate: name.value !== '' },
  )
  return {
    /** Each name once. */
    suggestions: computed(() => [...new Set(found.value.map((company) => company.name))]),
    /** The one that is called so. */
    same,
    /** Looked for, and there is none of that name. */
    isUnknown: computed(() => name.value.trim() !== '' && searched.value === name.value && same.value === null),
  }
}
