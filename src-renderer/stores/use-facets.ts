import { onScopeDispose, shallowRef, watch } from 'vue'
import type { AccountId } from '#shared/domain/ids.ts'
import { noFacets, type Facets } from '../search/contact-query.ts'
import type { SearchClient } from '../search/search-client.ts'

/** Counting walks over all contacts: not more often than this while they change. */
const PAUSE_MS = 500
/** Companies that a menu offers before anything is typed; the others are found by their names. */
const MOST_COMPANIES = 200

/** What the filter menus offer; follows the cache at an easy pace. */
export function useFacets(search: SearchClient, accountId: () => AccountId | undefined) {
  const facets = shallowRef<Facets>(noFacets)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function count(): Promise<void> {
    timer = undefined
    const wanted = accountId()
    const counted = await search.facets(wanted, MOST_COMPANIES).catch(() => null)
    if (counted !== null && wanted === accountId()) facets.value = counted
  }

  const stop = search.onChanged(() => (timer ??= setTimeout(() => void count(), PAUSE_MS)))
  watch(accountId, () => void count())
  onScopeDispose(() => {
    stop()
    clearTimeout(timer)
  })

  /** Companies whose name contains the text, the most frequent first. */
  const findCompanyFacets = (text: string): Promise<Facets['companies']> =>
    search.facetCompanies(accountId(), text, MOST_COMPANIES)

  return { facets, findCompanyFacets }
}
