import type { CrmWrite, SimulatedCrm } from './crm.ts'
import type { Aim, Ledger } from './ledger.ts'
import { recordOf } from './user.ts'

/** All states of each record, in order. */
export type History = ReadonlyMap<number, readonly CrmWrite[]>

/** The records that a contact of a device has become, by its own request, by a colleague's hand, or by the user's word. */
export function recordsOf(
  contactId: Aim['contactId'],
  { intents, adopted }: Ledger,
  history: History,
): readonly number[] {
  const remote = recordOf(contactId)
  if (remote !== null) return [remote]
  const create = intents.find(({ mutation: { change } }) => change.kind === 'create' && change.contactId === contactId)
  const mark = create?.aims.find(({ facet }) => facet.startsWith('emails:'))?.facet.slice('emails:'.length)
  const chosen = adopted.get(contactId) ?? new Set()
  return [...history].flatMap(([id, [first]]) =>
    (mark !== undefined && first?.contact.emails.includes(mark)) || chosen.has(id) ? [id] : [],
  )
}

/** The write that made the value which stood before write `index`. */
export function lastChange(
  writes: readonly CrmWrite[],
  index: number,
  valueOf: (write: CrmWrite) => string,
): Pick<CrmWrite, 'at' | 'userId'> {
  const valueAt = (at: number) => {
    const write = writes[at]
    return write === undefined ? undefined : valueOf(write)
  }
  const value = valueAt(index - 1)
  let at = index - 1
  while (at > 0 && valueAt(at - 1) === value) at--
  return writes[at] ?? { at: 0, userId: 0 }
}

/** Where nothing is left of what is deleted, one that a colleague has deleted is not found, and made again. */
export function areInTurn(records: readonly number[], { provider }: SimulatedCrm, history: History): boolean {
  if (provider === 'amocrm') return false
  return records.slice(1).every((id, index) => {
    const madeAt = history.get(id)?.[0]?.at ?? 0
    const before = history.get(records[index] ?? -1) ?? []
    return before.some(({ at, contact }) => contact.isTrashed && at <= madeAt)
  })
}
