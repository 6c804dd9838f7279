import { computed, type ComputedRef } from 'vue'
import { REMOVED } from '#shared/domain/removal.ts'
import type { FeedContext, NoteEntry, TaskEntry } from '../components/card/feed-context.ts'
import { useAppStore } from '../stores/app-store.ts'
import { useContactStore } from '../stores/contact-store.ts'
import { useDirectoryStore } from '../stores/directory-store.ts'
import { useFeedStore } from '../stores/feed-store.ts'
import { useOutboxStore } from '../stores/outbox-store.ts'
import { useRightsStore } from '../stores/rights-store.ts'
import { denialText } from '../composables/denial-words.ts'
import { removeRecord } from './remove-record.ts'
import { useAccountContext } from './use-account-context.ts'

/** The type that every account of the CRM has. */
const FOLLOW_UP = '1'

/** Notes and tasks of the open contact, and what may be done about them. */
export function useFeedContext(): ComputedRef<FeedContext | null> {
  const [open, store, outbox] = [useContactStore(), useFeedStore(), useOutboxStore()]
  const [app, directory, rights] = [useAppStore(), useDirectoryStore(), useRightsStore()]
  const account = useAccountContext(() => open.contact?.accountId)
  return computed(() => {
    const contactId = open.contact?.id
    if (account.value === null || contactId === undefined) return null
    const { accountId, speaker, isReadOnly, users } = account.value
    const taskTypes = directory.taskTypes(accountId)
    const signedIn = app.accounts.find(({ id }) => id === accountId)
    const me = signedIn?.userId ?? null
    const responsibleId = open.contact?.fields.responsibleId ?? null
    const lockedBy = (task: TaskEntry) => denialText(rights.denialOf(task, 'tasks'), speaker.text, 'tasks')
    const isOwn = ({ remoteId, createdBy, fields }: NoteEntry) =>
      fields.noteType === 'common' && (remoteId === null || me === null || createdBy === me)
    const isToChange = (task: TaskEntry) => task.fields.nature !== 'letter' && lockedBy(task) === ''
    const mayGo = (item: FeedContext['past'][number]) =>
      !isReadOnly && (item.kind === 'note' ? isOwn(item.entry) : isToChange(item.entry))
    return {
      ...{ accountId, speaker, isReadOnly, users, taskTypes },
      ...store.feed,
      keepsResults: signedIn?.capabilities.taskResults === true,
      sought: store.sought,
      found: () => (store.sought = null),
      tasksLockedBy: denialText(rights.denialOfNew(accountId, 'tasks'), speaker.text, 'tasks'),
      lockedBy,
      addNote: (text) =>
        store.add(contactId, { kind: 'note', fields: { aboutId: contactId, noteType: 'common', text } }),
      addTask: (text, dueAt, typeId) => {
        const fields = { aboutId: contactId, typeId: typeId || FOLLOW_UP, text, dueAt, responsibleId, doneWith: null }
        return store.add(contactId, { kind: 'task', fields })
      },
      edit: store.edit,
      editAll: store.editAll,
      isOwn,
      removal(item) {
        const { id, remoteId } = item.entry
        const canGo = remoteId === null || signedIn?.capabilities.deletes?.includes(item.kind) === true
        return canGo && mayGo(item) ? () => removeRecord(outbox, item.entry, () => store.edit(id, REMOVED, true)) : null
      },
      retry: outbox.retry,
      discard: outbox.discard,
      draftOf: outbox.draftOf,
    }
  })
}
