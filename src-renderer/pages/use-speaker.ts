import type { Speaker } from '../composables/mutation-words.ts'
import { withFactName } from '../composables/sale-fact-words.ts'
import { useFormat } from '../composables/use-format.ts'
import { useText } from '../composables/use-text.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'

/** Says edits in words, with the names that the directory knows. Reactive where it is read. */
export function useSpeaker(): Speaker {
  const [app, directory] = [useAppStore(), useDirectoryStore()]
  const text = useText()
  return {
    text,
    format: useFormat(),
    names: {
      company: (id) => directory.companyName(id),
      contact: (id) => directory.contactName(id),
      user: (id) => directory.userName(id),
      pipelines: (accountId) => directory.pipelines(accountId),
      taskType: (accountId, id) => directory.taskTypes(accountId).find((type) => type.id === id)?.name ?? '',
      linked: (accountId, ref) => directory.linkedName(accountId, ref),
      requisites: (accountId) => app.accounts.find(({ id }) => id === accountId)?.capabilities.requisites ?? null,
      field: (accountId, id) => withFactName(directory.fieldOf(accountId, id), text),
    },
  }
}
