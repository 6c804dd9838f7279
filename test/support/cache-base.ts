import { randomUUID } from 'node:crypto'
import { emptyContactFields, type ContactFields, type RemoteContact } from '#shared/domain/contact.ts'
import { toEntityId, type AccountId, type ContactId, type MutationId, type RemoteId } from '#shared/domain/ids.ts'
import { contactIdsOf, type Change, type Mutation, type Problem } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { JournaledMutation } from '#shared/ipc/commands.ts'
import type { Caller, Commands, InputOf, OutputOf, RequestName } from '#shared/ipc/contract.ts'
import { applyContacts } from '#renderer/db/apply-contacts.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import type { RowsChanged } from '#renderer/db/rows-channel.ts'
import { settle } from '#renderer/db/settle.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'

export const account = 'amo1' as AccountId
export const contactId = (remoteId: string): ContactId => toEntityId(account, remoteId as RemoteId)

/** An empty cache of its own, with a clock that stands still. */
export function someCache(): StoreContext & { readonly announced: RowsChanged[] } {
  const announced: RowsChanged[] = []
  return {
    db: new CacheDb(`cache-${randomUUID()}`),
    rows: { announce: (changed) => void announced.push(changed) },
    now: () => 1_000,
    uuid: () => randomUUID(),
    announced,
  }
}

export const someFields = (fields: Partial<ContactFields> = {}): ContactFields => ({
  ...emptyContactFields,
  name: 'Anna',
  firstName: 'Anna',
  ...fields,
})

export const someContact = (remoteId: string, fields: Partial<ContactFields> = {}): RemoteContact => ({
  id: contactId(remoteId),
  remoteId: remoteId as RemoteId,
  accountId: account,
  fields: someFields(fields),
  createdAt: 10,
  updatedAt: 20,
  updatedBy: null,
})

export const someMutation = (change: Change): Mutation => ({
  id: randomUUID() as MutationId,
  accountId: account,
  at: 500,
  change,
  subject: 'Anna',
})

export const someRename = (remoteId: string, from: string, to: string): Mutation =>
  someMutation({
    kind: 'edit',
    contactId: contactId(remoteId),
    edit: { kind: 'set', field: 'firstName', from, to },
  })

export const someBulkTag = (remoteIds: readonly string[], tag: string): Mutation =>
  someMutation({
    kind: 'bulk-tags',
    contactIds: remoteIds.map(contactId),
    tags: [{ op: 'add', tag, unchangedIds: [], exceptIds: [] }],
  })

export const someProblem: Problem = { kind: 'rejected', field: 'firstName', reason: 'invalid', message: 'no' }

/** Everything that the cache holds, to compare two moments. */
export async function snapshot({ db }: StoreContext) {
  return {
    contacts: await db.contacts.toArray(),
    companies: await db.companies.toArray(),
    outbox: await db.outbox.toArray(),
    targets: await db.targets.toArray(),
    checkpoints: await db.checkpoints.toArray(),
  }
}

/** A cache that the CRM's contacts with these ids came into, and a main beside it. */
export async function someBase(...remoteIds: readonly string[]) {
  const context = someCache()
  const changes = remoteIds.map((id) => ({ kind: 'upsert' as const, contact: someContact(id) }))
  await applyContacts(context, { accountId: account, changes, checkpoint: { cursor: 'a', isComplete: true } })
  return { context, main: new FakeMain() }
}

interface SetAside {
  /** Else all contacts of the mutation. */
  readonly contactIds?: readonly ContactId[]
  /** What the CRM has of them, where main says so. */
  readonly contacts?: readonly RemoteContact[]
}

/** Main tells that a mutation was set aside. */
export async function setAside(context: StoreContext, mutation: Mutation, problem: Problem, told: SetAside = {}) {
  const { contactIds = contactIdsOf(mutation.change), contacts = [] } = told
  const outcome = { kind: 'set-aside', problem } as const
  const outcomes = contactIds.map((id) => ({ mutationId: mutation.id, recordId: id, outcome }))
  await settle(context, { accountId: account, outcomes, contacts: [...contacts], companies: [] })
}

/** Main as the renderer knows it: a journal behind commands, which can be told to refuse or to vanish. */
export class FakeMain implements Caller<Commands> {
  readonly calls: { readonly name: string; readonly input: unknown }[] = []
  readonly journal = new Map<MutationId, Mutation>()
  /** Only here: what a wiped cache gets back. */
  readonly unknown: JournaledMutation[] = []
  /** Contacts whose edits have left already. */
  readonly sent = new Set<ContactId>()
  #failure: { readonly name: string; readonly error: AppError; readonly isHeard: boolean } | null = null

  /** The next call of this name fails; `isHeard` carries it out before. */
  failNext(name: RequestName<Commands>, error: AppError, isHeard = false): void {
    this.#failure = { name, error, isHeard }
  }

  async call<N extends RequestName<Commands>>(name: N, input: InputOf<Commands, N>): Promise<OutputOf<Commands, N>> {
    this.calls.push({ name, input })
    const failure = this.#failure?.name === name ? this.#failure : null
    if (failure !== null) this.#failure = null
    if (failure !== null && !failure.isHeard) throw failure.error
    const output = this.#answer(name, input)
    if (failure !== null) throw failure.error
    return output as OutputOf<Commands, N>
  }

  #answer(name: string, input: unknown): unknown {
    switch (name) {
      case 'outbox/accept': {
        const { mutation } = input as InputOf<Commands, 'outbox/accept'>
        this.journal.set(mutation.id, mutation)
        return {}
      }
      case 'outbox/accept-all': {
        const { mutations } = input as InputOf<Commands, 'outbox/accept-all'>
        for (const mutation of mutations) this.journal.set(mutation.id, mutation)
        return {}
      }
      case 'outbox/cancel-all': {
        const { mutationIds } = input as InputOf<Commands, 'outbox/cancel-all'>
        const known = mutationIds.flatMap((id) => this.journal.get(id) ?? [])
        const hasLeft = ({ change }: Mutation) => contactIdsOf(change).some((id) => this.sent.has(id))
        const [kept, cancelled] = [known.filter(hasLeft), known.filter((one) => !hasLeft(one))]
        return { cancelled: cancelled.map(({ id }) => id), kept: kept.map(({ id }) => id) }
      }
      case 'outbox/cancel': {
        const { mutationId, recordIds: contactIds } = input as InputOf<Commands, 'outbox/cancel'>
        const mutation = this.journal.get(mutationId)
        const all = mutation === undefined ? [] : contactIdsOf(mutation.change)
        const ids = all.filter((id) => contactIds?.includes(id) ?? true)
        return { cancelled: ids.filter((id) => !this.sent.has(id)), kept: ids.filter((id) => this.sent.has(id)) }
      }
      case 'outbox/reconcile': {
        const { known } = input as InputOf<Commands, 'outbox/reconcile'>
        const unknown = this.unknown.filter(({ mutation }) => !known.includes(mutation.id))
        return { missingHere: known.filter((id) => !this.journal.has(id)), unknown }
      }
      default:
        return {}
    }
  }

  /** Inputs of the calls of one name, in order. */
  asked(name: RequestName<Commands>): readonly unknown[] {
    return this.calls.filter((call) => call.name === name).map(({ input }) => input)
  }
}

export const refusal = new AppError('storage/failed', 'disk full')
export const cutLine = new AppError('state/refused', 'cut', { details: { reason: 'disconnected' } })
