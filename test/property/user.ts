import { readBulkGround, toBulkTags } from '#renderer/db/bulk-tags.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { createContact, editContact } from '#renderer/db/edit-contact.ts'
import { isHere } from '#renderer/db/is-here.ts'
import { readOutbox, type OutboxEntry } from '#renderer/db/read-outbox.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import { emptyContactFields } from '#shared/domain/contact.ts'
import { remoteIdOf, type AccountId, type ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { SignedIn } from './device.ts'
import { aimsOfEdit, createdMark, type Aim, type Intent } from './ledger.ts'
import { readShownRows } from './read-shown-rows.ts'
import type { EditKind } from './steps.ts'
import { toEdit } from './to-edit.ts'
import { submitAs, type UserOptions } from './submit-as.ts'

/** Somebody at a device: does what the interface would do for them, and notes in the ledger what they meant. */
export interface User {
  edit(what: EditKind, pick: number, n: number): Promise<void>
  /** The newest contact that was made at this device. */
  editDraft(what: EditKind, n: number): Promise<void>
  create(company: 'none' | 'known' | 'new', n: number): Promise<void>
  tagMany(picks: readonly number[], n: number): Promise<void>
  /** Puts the companies of a contact into another order, where they have one. */
  order(pick: number, n: number): Promise<void>
  undo(pick: number): Promise<void>
  /** What waits in the outbox, by choice. */
  cancel(pick: number): Promise<void>
  retry(pick: number): Promise<void>
  discard(pick: number): Promise<void>
  /** Gives up an edit of an account that is signed out. */
  discardOrphan(): Promise<void>
}

const at = <T>(items: readonly T[], pick: number): T | undefined => items[pick % items.length]

export function userAt(options: UserOptions): User {
  const { device, window, ledger, time } = options
  const { context, main } = window
  const { db } = context

  async function contacts(): Promise<readonly ContactRow[]> {
    return (await readShownRows(db)).filter(isHere)
  }
  const accountOf = ({ accountId }: { accountId: AccountId }): SignedIn | undefined =>
    device.accounts.find(({ account }) => account.id === accountId)

  const submit = (mutation: Mutation, aims: readonly Aim[]) => submitAs(options, mutation, aims)
  async function entry(pick: number, wanted: (entry: OutboxEntry) => boolean): Promise<OutboxEntry | undefined> {
    return at((await readOutbox(db)).filter(wanted), pick)
  }
  const isSetAside = ({ failed }: OutboxEntry) => failed.length > 0
  /** What an adopted draft began with can be taken back before main has heard of it. */
  function addOrigin(mutation: Mutation): Intent | undefined {
    const { change } = mutation
    if (change.kind !== 'edit' || change.isOrigin !== true) return undefined
    const aims = aimsOfEdit(change.contactId, change.edit, ledger.companyNames)
    return ledger.add(device.index, mutation, aims, time.now())
  }
  async function withdraw(found: OutboxEntry | undefined, isGivenUp: boolean): Promise<void> {
    if (found === undefined) return
    const intent = ledger.find(found.mutation.id) ?? addOrigin(found.mutation)
    if (intent !== undefined) {
      intent.isWithdrawn = true
      intent.isGivenUp = isGivenUp
      intent.isKept = false
    }
    const { cancelled, kept } = await cancelMutation(context, main, found.mutation.id)
    if (intent === undefined || window.life.isOver()) return
    intent.isKept = kept.length > 0
    intent.isSurelyOff = intent.aims.length > 0 && intent.aims.every(({ contactId }) => cancelled.includes(contactId))
    intent.offAt = time.now()
  }

  async function editRow(row: ContactRow | undefined, what: EditKind, n: number): Promise<void> {
    const signedIn = row === undefined ? undefined : accountOf(row)
    if (row === undefined || signedIn === undefined) return
    const edit = toEdit(what, row, n, signedIn, context.uuid)
    if (edit === null) return
    const mutation = await editContact(context, row.id, edit)
    const meant = mutation.change.kind === 'edit' ? mutation.change.edit : edit
    await submit(mutation, aimsOfEdit(row.id, meant, ledger.companyNames))
  }

  return {
    edit: async (what, pick, n) => editRow(at(await contacts(), pick), what, n),
    async editDraft(what, n) {
      const made = ledger.intents.flatMap(({ device: by, mutation: { change } }) =>
        by === device.index && change.kind === 'create' ? [change.contactId] : [],
      )
      const rows = await contacts()
      await editRow(
        rows.find(({ id }) => id === made.at(-1)),
        what,
        n,
      )
    },
    async create(company, n) {
      const signedIn = at(device.accounts, n)
      if (signedIn === undefined) return
      const names = { none: '', known: signedIn.crm.companyName(signedIn.crm.firstCompany), new: `Новая ${n % 5}` }
      const phone = { value: `+7 900 1${String(n).padStart(6, '0')}`, kind: 'work' }
      const email = { value: createdMark(n), kind: 'work' }
      const fields = {
        ...emptyContactFields,
        firstName: `Создан${n}`,
        phones: [phone],
        emails: [email],
        tags: [`c${n}`],
      }
      const mutation = await createContact(context, signedIn.account.id, fields, names[company])
      const [contactId] = mutation.change.kind === 'create' ? [mutation.change.contactId] : []
      if (contactId === undefined) return
      const aim = (facet: string, want: Aim['want']): Aim => ({
        contactId,
        facet,
        want,
        was: want === true ? false : '',
      })
      await submit(mutation, [
        ...[aim('firstName', `Создан${n}`), aim(`emails:${email.value}`, true), aim(`tag:c${n}`, true)],
        aim(`phones:${phone.value.replaceAll(/\D/g, '')}`, true),
        ...(company === 'none' ? [] : [aim('company', `name:${names[company]}`)]),
      ])
    },
    async order(pick, n) {
      const row = at(
        (await contacts()).filter(({ fields }) => fields.companyIds.length > 1),
        pick,
      )
      if (row === undefined) return
      const from = row.fields.companyIds
      const moved = from[n % from.length]
      if (moved === undefined) return
      const others = from.filter((id) => id !== moved)
      const place = (from.indexOf(moved) + 1 + ((n >> 2) % others.length)) % from.length
      const to = others.toSpliced(place, 0, moved)
      if (to.every((id, index) => id === from[index])) return
      const mutation = await editContact(context, row.id, { kind: 'company-order', from, to })
      const meant = mutation.change.kind === 'edit' ? mutation.change.edit : null
      await submit(mutation, meant === null ? [] : aimsOfEdit(row.id, meant, ledger.companyNames))
    },
    async tagMany(picks, n) {
      const rows = await contacts()
      const chosen = [...new Set(picks.map((pick) => at(rows, pick)))].filter((row) => row !== undefined)
      const [old] = chosen.flatMap(({ fields }) => fields.tags)
      const change = { add: [`t${n}`], remove: n % 3 === 0 && old !== undefined ? [old] : [] }
      const ids = chosen.map(({ id }) => id)
      for (const mutation of toBulkTags(context, await readBulkGround(context.db, ids), change)) {
        const own = chosen.filter(({ accountId }) => accountId === mutation.accountId)
        const aims = own.flatMap(({ id, fields }): Aim[] => [
          ...change.add.map((tag) => ({ contactId: id, facet: `tag:${tag}`, want: true, was: false })),
          ...change.remove.map((tag) => ({
            contactId: id,
            facet: `tag:${tag}`,
            want: false,
            was: fields.tags.includes(tag),
          })),
        ])
        await submit(mutation, aims)
      }
    },
    async undo(pick) {
      const own = ledger.intents.filter(
        ({ device: by, state, isWithdrawn }) => by === device.index && state === 'accepted' && !isWithdrawn,
      )
      const intent = at(own.slice(-4), pick)
      if (intent === undefined) return
      intent.isWithdrawn = true
      await undoMutation(context, main, intent.mutation, new Set()).catch((error: unknown) => {
        // A contact that the CRM has stays there, and so does everything that was typed into it.
        if (error instanceof AppError && error.details['reason'] === 'not-undoable') intent.isKept = true
        throw error
      })
    },
    cancel: async (pick) => withdraw(await entry(pick, (one) => !isSetAside(one)), false),
    discard: async (pick) => withdraw(await entry(pick, isSetAside), true),
    discardOrphan: async () => withdraw(await entry(0, (one) => accountOf(one.mutation) === undefined), true),
    async retry(pick) {
      const found = await entry(pick, isSetAside)
      const intent = found === undefined ? undefined : ledger.find(found.mutation.id)
      if (found === undefined) return
      if (intent !== undefined) {
        intent.retries += 1
        if (found.failed.some(({ problem }) => problem.kind === 'doubtful')) intent.isDoubtful = true
      }
      await retryMutation(context, main, found.mutation.id)
    },
  }
}

/** The record that a contact of a device is, if that can be told from its id. */
export const recordOf = (id: ContactId): number | null => {
  const remoteId = remoteIdOf(id)
  return remoteId === null ? null : Number(remoteId)
}
