import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef, type Ref } from 'vue'
import type { CompanyChoice } from './card-context.ts'
import { companyCalled } from './choose-company.ts'

const SEARCH_PAUSE_MS = 80

/**
 * Companies of the CRM whose names are like what is being typed.
 * @param search perhaps another one a moment later: then it is asked anew. `null` while nobody wants to know
 */
export function useCompanySearch(
  name: Readonly<Ref<string>>,
  search: () => ((text: string) => Promise<readonly CompanyChoice[]>) | null,
) {
  const found = shallowRef<readonly CompanyChoice[]>([])
  const searched = shallowRef('')
  const same = computed(() => companyCalled(found.value, name.value.trim()))
  watchDebounced(
    [name, search] as const,
    async ([text, ask]) => {
      const answer = ask === null || text.trim() === '' ? [] : await ask(text.trim()).catch(() => null)
      if (text !== name.value) return
      found.value = answer ?? []
      // What could not be looked for may be there.
      searched.value = ask === null || answer === null ? '' : text
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
