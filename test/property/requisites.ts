import { rowsOf } from '#renderer/db/account-rows.ts'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import { createNeighbour, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import type { NeighbourRow } from '#renderer/db/rows.ts'
import { kindOf, remoteIdOf, type AccountId, type NeighbourId, type RecordId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { NeighbourEdit } from '#shared/domain/neighbour.ts'
import { isRemoval, REMOVED } from '#shared/domain/removal.ts'
import { addressLineField, requisiteValueField, type RequisiteFields } from '#shared/domain/requisite.ts'
import type { SimulatedCrm } from './crm.ts'
import type { RequisiteStep } from './deal-steps.ts'
import { isDiscarded, isKept } from './deals.ts'
import type { Ledger } from './ledger.ts'
import type { CrmRequisite } from './portal-requisites.ts'
import { readShownRows } from './read-shown-rows.ts'
import { timesMade } from './state-log.ts'
import type { UserOptions } from './submit-as.ts'
import type { World } from './world.ts'

const INN = requisiteValueField('RQ_INN')
const CITY = addressLineField('1', 'CITY')

const fieldsOf = ({ record }: NeighbourRow): RequisiteFields | null =>
  record.kind === 'requisite' ? record.fields : null

/** Somebody at a device who writes requisites of contacts of a portal. Names are like nothing else in the history. */
export function requisitesAt(
  { device, window: { context } }: UserOptions,
  submit: (mutation: Mutation) => Promise<void>,
): Readonly<Record<RequisiteStep, (pick: number, n: number) => Promise<void>>> {
  const { db } = context
  const home = device.accounts.find(({ crm }) => crm.provider === 'bitrix24')?.account.id
  async function change(pick: number, field: string, to: string | true): Promise<void> {
    const rows = home === undefined ? [] : await rowsOf(db.neighbours, home).toArray()
    // What the CRM does not have yet is taken back instead of being taken away.
    const isWanted = (row: NeighbourRow) =>
      fieldsOf(row)?.isRemoved === false && (field !== REMOVED || row.remoteId !== undefined)
    const wanted = rows.filter((row) => row.deletedAt === undefined && isWanted(row))
    const row = wanted[pick % Math.max(1, wanted.length)]
    if (row !== undefined) await submit(await editNeighbour(context, row.id, field, to))
  }
  return {
    async 'new-requisite'(pick, n) {
      const rows = (await readShownRows(db)).filter((row) => row.deletedAt === undefined && row.accountId === home)
      const row = rows[pick % Math.max(1, rows.length)]
      if (row === undefined) return
      const fields = {
        aboutId: row.id,
        templateId: '3',
        name: `реквизит ${n}`,
        values: { RQ_INN: String(n) },
        addresses: {},
      }
      const state = { isAddressOnly: false, isRemoved: false }
      await submit(await createNeighbour(context, row.id, { kind: 'requisite', fields: { ...fields, ...state } }))
    },
    'requisite-inn': async (pick, n) => change(pick, INN, String(n)),
    'requisite-city': async (pick, n) => change(pick, CITY, n % 4 === 0 ? '' : `город ${n}`),
    'requisite-remove': async (pick) => change(pick, REMOVED, true),
  }
}

const isOfRequisite = (id: RecordId): boolean => kindOf(id as NeighbourId) === 'requisite'

/** Requisites that are there twice, or nowhere although their user was told that they are kept; edits that never came about. */
export function findRequisitesWrong({ crms, ledger }: World): readonly string[] {
  return ledger.intents.flatMap((intent, index) => {
    const { change } = intent.mutation
    if (change.kind === 'create-neighbour' && change.record.kind === 'requisite') {
      const { name, aboutId } = change.record.fields
      const count = crms.reduce((sum, { requisites }) => sum + timesMade(requisites, name, false), 0)
      if (count > 1 + intent.retries) return [`made ${count} times: ${name}`]
      const isOfDraft = aboutId === null || remoteIdOf(aboutId) === null
      return count === 0 && isKept(intent) && !isOfDraft ? [`lost: ${name} (${intent.mutation.id})`] : []
    }
    if (change.kind !== 'edit-neighbour' || !isOfRequisite(change.recordId)) return []
    if (!isKept(intent) || isDiscarded(change.recordId, ledger)) return []
    const states = crms.flatMap((crm) => statesOf(crm, change.recordId, ledger))
    const later = ledger.intents.slice(index + 1).map(({ mutation }) => mutation.change)
    const isSuperseded = later.some(
      (other) =>
        other.kind === 'edit-neighbour' &&
        other.recordId === change.recordId &&
        (other.edit.field === change.edit.field || isRemoval(other.edit)),
    )
    if (states.length === 0 || isSuperseded || states.some((state) => hasComeAbout(state, change.edit))) return []
    return [`lost: ${JSON.stringify(change.edit)} of requisite ${states[0]?.id ?? 0} (${intent.mutation.id})`]
  })
}

/** Every state of the record that a device calls so. */
function statesOf({ requisites }: SimulatedCrm, id: NeighbourId, { intents }: Ledger): readonly CrmRequisite[] {
  const made = intents.flatMap(({ mutation: { change } }) =>
    change.kind === 'create-neighbour' && change.recordId === id && change.record.kind === 'requisite'
      ? [change.record.fields.name]
      : [],
  )
  return requisites.states.filter((state) => String(state.id) === remoteIdOf(id) || made.includes(state.name))
}

function hasComeAbout(state: CrmRequisite, { field, to }: NeighbourEdit): boolean {
  if (field === INN) return state.inn === to
  if (field === CITY) return state.city === to
  return state.isTrashed || to !== true
}

/** Requisites that a device has deleted although nobody there had asked for it; those of a contact go with it. */
export function findRequisitesUnasked({ devices, ledger }: World): readonly string[] {
  return devices.flatMap(({ index, accounts }) =>
    accounts.flatMap(({ crm, userId }) => {
      const asked = ledger.intents.flatMap(({ device, state, mutation: { change } }) => {
        const isAsked = device === index && state !== 'refused' && change.kind === 'edit-neighbour'
        return isAsked && isRemoval(change.edit) ? statesOf(crm, change.recordId, ledger).map(({ id }) => id) : []
      })
      return crm.requisites.states
        .filter((state) => state.isTrashed && state.userId === userId && !crm.moved.has(state.contactId))
        .filter(({ id }) => !asked.includes(id))
        .map(({ id }) => `deleted unasked: requisite ${id}`)
    }),
  )
}

/** Where a device shows requisites otherwise than the portal has them. What waits for its user may differ. */
export async function compareRequisites(
  db: CacheDb,
  accountId: AccountId,
  crm: SimulatedCrm,
  busy: ReadonlySet<RecordId>,
): Promise<readonly string[]> {
  const there = crm.requisites.all().filter(({ isTrashed }) => !isTrashed)
  const stored = new Map(there.map((one) => [String(one.id), one]))
  const contacts = new Map((await rowsOf(db.contacts, accountId).toArray()).map((row) => [row.id, row.remoteId]))
  const rows = (await rowsOf(db.neighbours, accountId).toArray()).filter((row) => fieldsOf(row) !== null)
  const wrong = rows
    .filter(({ id, deletedAt }) => deletedAt === undefined && !busy.has(id))
    .flatMap((row) => {
      const [fields, one] = [fieldsOf(row), stored.get(row.remoteId ?? '')]
      const about = fields?.aboutId ?? null
      const contactId = Number((about === null ? null : (contacts.get(about) ?? remoteIdOf(about))) ?? 0)
      // Nobody is told what a contact has taken along that was deleted or merged into another.
      if (fields === null || crm.moved.has(contactId)) return []
      if (one === undefined) return [`shows requisite ${row.remoteId ?? 'unsent'}, which the CRM does not have`]
      const city = fields.addresses['1']?.['CITY'] ?? ''
      const shown = { name: fields.name, inn: fields.values['RQ_INN'] ?? '', city, contactId }
      const real = { name: one.name, inn: one.inn, city: one.city, contactId: one.contactId }
      const [is, seems] = [
        JSON.stringify(real),
        JSON.stringify({ ...shown, ...(fields.isRemoved ? { city: '?' } : {}) }),
      ]
      return is === seems || crm.moved.has(one.contactId) ? [] : [`requisite ${one.id} is ${is}, shown as ${seems}`]
    })
  const here = new Set(
    rows.filter(({ id, deletedAt }) => deletedAt === undefined || busy.has(id)).map(({ remoteId }) => remoteId),
  )
  const lacking = there.filter(
    ({ id, contactId }) => !crm.moved.has(contactId) && ![...here].includes(String(id) as never),
  )
  return [...wrong, ...lacking.map(({ id }) => `lacks requisite ${id}`)]
}
