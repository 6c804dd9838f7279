import { computed } from 'vue'
import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { pendingTags, tagsByUse } from '../composables/tag-names.ts'
import { useText } from '../composables/use-text.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useContactListStore } from '../stores/contact-list-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'

/** Tags to suggest: those of the CRM and those that wait to reach it, the most used first. */
export function useTagNames() {
  const [app, directory, list, outbox] = [useAppStore(), useDirectoryStore(), useContactListStore(), useOutboxStore()]
  const text = useText()
  const uses = computed(() => new Map(list.facets.tags.map(({ id, count }) => [id, count])))

  function tagsOf(accountIds: readonly AccountId[]): readonly string[] {
    const mutations = outbox.entries.map(({ mutation }) => mutation)
    const names = accountIds.flatMap((id) => [...directory.tagNames(id), ...pendingTags(mutations, id)])
    const isUnlisted = ({ id, capabilities }: Account) => accountIds.includes(id) && capabilities.tagStore === 'field'
    // Nobody keeps a list of them: what contacts have is all there is.
    const used = app.accounts.some(isUnlisted) ? uses.value.keys() : []
    return tagsByUse([...names, ...used], uses.value, text.language)
  }

  /** Where contacts of several accounts may be meant. */
  const knownTags = computed(() => tagsOf(app.accounts.map(({ id }) => id)))
  return { knownTags, tagsOf }
}
