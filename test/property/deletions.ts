import type { CrmContact, CrmWrite } from './crm.ts'
import type { SignedIn } from './device.ts'
import { isOff, type Aim, type Intent, type Ledger } from './ledger.ts'
import { lastChange, recordsOf, type History } from './records-of.ts'

/** What somebody looks at before they delete a contact. */
const looked = [
  ...['firstName', 'lastName', 'responsible', 'phones', 'emails', 'tags', 'note', 'source', 'interests'],
  ...['orders', 'companies'],
] as const satisfies readonly (keyof CrmContact)[]

const isDeletion = ({ facet }: Aim): boolean => facet === 'deleted'

/** Contacts that a device has deleted unasked, after it was told not to, or over what a colleague had written there since. */
export function findDeletedUnseen(
  own: readonly Intent[],
  ledger: Ledger,
  { userId }: SignedIn,
  history: History,
): readonly string[] {
  const wishes = own.flatMap((intent) => intent.aims.filter(isDeletion).map((aim) => ({ intent, aim })))
  return [...history].flatMap(([id, writes]) =>
    writes.flatMap((write, index) => {
      const before = writes[index - 1]
      if (write.userId !== userId || before === undefined || before.contact.isTrashed || !write.contact.isTrashed)
        return []
      const fitting = wishes.filter(({ aim }) => recordsOf(aim.contactId, ledger, history).includes(id))
      // What had happened there before, its answer lost, nobody could take back any more: the next look shows it.
      const isOver = ({ isSurelyOff, offAt }: Intent) => isSurelyOff && write.at > offAt
      const open = fitting.filter(({ intent, aim }) => !(isOver(intent) && isOff(intent, aim)))
      if (fitting.length === 0) return [`unasked: ${id} is deleted`]
      if (open.length === 0) return [`deleted though taken back: ${id}`]
      const unseen = open.map((wish) => findUnseen(wish.intent, wish.aim, writes, index))
      if (unseen.some((names) => names.length === 0)) return []
      return [`deleted unseen: ${id}, ${unseen[0]?.join(' and ') ?? ''}`]
    }),
  )
}

/** What had been changed by others since the user saw it, and could be known of. */
function findUnseen(intent: Intent, { contactId }: Aim, writes: readonly CrmWrite[], index: number): readonly string[] {
  const [write, before, seen] = [writes[index], writes[index - 1]?.contact, intent.seen.get(contactId)]
  // Asked once more, they have been shown what is there.
  if (seen === undefined || before === undefined || write === undefined || intent.retries > 0) return []
  return looked.filter((key) => {
    const told = (contact: CrmContact) => JSON.stringify([contact[key]].flat().toSorted())
    if (seen.some((one) => told(one) === told(before))) return false
    const { at, userId } = lastChange(writes, index, ({ contact }) => told(contact))
    return at > intent.seenAt && at < write.readAt && userId !== write.userId && !isPlace(seen)
  })
}

/** A company that was only meant to be made had no number yet. */
const isPlace = (seen: readonly CrmContact[]): boolean => seen.some(({ companies }) => companies.includes(-1))
