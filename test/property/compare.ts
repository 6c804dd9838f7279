import { DatabaseSync } from 'node:sqlite'
import { rowsOf } from '#renderer/db/account-rows.ts'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import type { CompanyRow, ContactRow } from '#renderer/db/rows.ts'
import {
  remoteIdOf,
  toCompanyRecordId,
  type CompanyId,
  type FieldId,
  type RecordId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { CrmContact, SimulatedCrm } from './crm.ts'
import type { Device, SignedIn } from './device.ts'
import { textOf } from './ledger.ts'
import type { FieldPlaces, FieldWord } from './named-fields.ts'
import { toLines } from './simulated-crm.ts'
import { compareCompanies } from './companies.ts'
import { compareChats } from './chats.ts'
import { compareDeals } from './compare-deals.ts'
import { compareRequisites } from './requisites.ts'
import { compareNeighbours } from './neighbours.ts'
import { soon } from './soon.ts'
import type { World } from './world.ts'

/** Where a device shows something else than the CRM has, in words; none when all are equal. */
export async function findDifferences(world: World): Promise<readonly string[]> {
  const differences: string[] = []
  for (const device of world.devices) {
    for (const signedIn of device.accounts) differences.push(...(await compareAccount(world, device, signedIn)))
    differences.push(...findJournaled(device))
  }
  return differences
}

async function compareAccount(world: World, device: Device, signedIn: SignedIn): Promise<readonly string[]> {
  const { account, crm } = signedIn
  const db = device.window()?.context.db
  if (db === undefined) return [`device ${device.index} has no window`]
  const read = await soon(world, async () => ({
    rows: await rowsOf(db.contacts, account.id).toArray(),
    companies: await rowsOf(db.companies, account.id).toArray(),
    targets: await db.targets.toArray(),
    spreads: await db.spreads.count(),
    wrong: [
      ...(await compareNeighbours(db, account.id, crm, await busyIn(db))),
      ...(await compareChats(db, signedIn, await busyIn(db))),
      ...(await compareDeals(db, account.id, crm, await busyIn(db))),
      ...(await compareRequisites(db, account.id, crm, await busyIn(db))),
      ...(await compareCompanies(db, account.id, crm, await busyIn(db))),
    ],
  }))
  if (read === null) return [`device ${device.index} cannot be read`]
  const companies = new Map(read.companies.map((company) => [company.id, company]))
  const busy = new Set(read.targets.map(({ recordId }) => recordId))
  const say = (what: string) => `device ${device.index}, account ${account.id}: ${what}`

  const alive = read.rows.filter(({ deletedAt }) => deletedAt === undefined)
  const shown = new Map(alive.filter(({ id }) => !busy.has(id)).map((row) => [row.remoteId ?? row.id, row]))
  const waiting = new Set(read.rows.filter(({ id }) => busy.has(id)).map(({ remoteId }) => remoteId))
  const stored = new Map(
    crm
      .contacts()
      .filter(({ isTrashed }) => !isTrashed)
      .map((contact) => [String(contact.id), contact]),
  )
  const hidden = alive.filter(({ id, isLeaving }) => isLeaving === true && !busy.has(id))
  const doubles = alive.length - new Set(alive.map(({ id, remoteId }) => remoteId ?? id)).size
  return [
    ...read.wrong.map(say),
    ...hidden.map(({ id }) => say(`hides ${id}, and nothing is pending`)),
    ...(read.spreads > 0 ? [say(`${read.spreads} bulk edits are not spread over their rows`)] : []),
    ...(doubles > 0 ? [say(`${doubles} contacts are shown twice`)] : []),
    ...[...shown].flatMap(([id, row]) => {
      const contact = stored.get(id)
      if (contact === undefined) return [say(`shows ${id}, which the CRM does not have`)]
      return differencesOf(row, contact, companies, crm, busy).map((what) => say(`${id}: ${what}`))
    }),
    ...[...stored.keys()]
      .filter((id) => !shown.has(id as RemoteId) && !waiting.has(id as RemoteId))
      .map((id) => say(`lacks ${id}`)),
  ]
}

const busyIn = async (db: CacheDb) => new Set((await db.targets.toArray()).map(({ recordId }) => recordId))

type Companies = ReadonlyMap<CompanyId, CompanyRow>

/** A contact as a device shows it, in the CRM's words. */
export function toShown(
  { fields, remoteId, isLeaving }: ContactRow,
  companies: Companies,
  places: FieldPlaces,
): CrmContact {
  const custom = (word: FieldWord) => fields.custom[places[word] ?? ('' as FieldId)] ?? []
  const numbers = fields.companyIds.map((id) => Number(remoteIdOf(id) ?? companies.get(id)?.remoteId ?? -1))
  return {
    id: Number(remoteId ?? 0),
    isTrashed: isLeaving === true,
    firstName: fields.firstName,
    lastName: fields.lastName,
    responsible: Number(fields.responsibleId === null ? 0 : remoteIdOf(fields.responsibleId)),
    company: numbers[0] ?? null,
    companies: numbers,
    companyNames: fields.companyIds.map((id) => companies.get(id)?.name ?? ''),
    phones: fields.phones.map(({ value }) => value),
    emails: fields.emails.map(({ value }) => value),
    tags: [...fields.tags].sort(),
    note: textOf(custom('note')),
    source: textOf(custom('source')),
    interests: custom('interests')
      .map(({ optionId = '' }) => optionId)
      .sort(),
    address: custom('address')
      .map(({ value, code = '' }) => `${code}=${JSON.stringify(value).slice(1, -1)}`)
      .sort(),
    firm: custom('firm')
      .flatMap(({ value }) => toLines(value))
      .sort(),
    orders: textOf(custom('orders')),
  }
}

/** Where a contact has several companies, those that are gone count for nothing on either side. */
function withoutGone(contact: CrmContact, crm: SimulatedCrm): CrmContact {
  if (crm.provider === 'amocrm') return contact
  const isLeft = (_: unknown, at: number) => !crm.isCompanyGone(contact.companies[at] ?? 0)
  const companies = contact.companies.filter(isLeft)
  const companyNames = contact.companyNames.filter(isLeft)
  return { ...contact, companies, company: companies[0] ?? null, companyNames }
}

function differencesOf(
  row: ContactRow,
  stored: CrmContact,
  companies: Companies,
  crm: SimulatedCrm,
  busy: ReadonlySet<RecordId>,
): readonly string[] {
  const [shown, there] = [toShown(row, companies, crm.fields), stored].map((side) => withoutGone(side, crm))
  if (shown === undefined || there === undefined) return []
  // The vendor tells nobody which contacts a company has taken along: a device learns it with their next change.
  const isCompanyGone = shown.company !== null && crm.isCompanyGone(shown.company)
  const { company, companies: linked, companyNames } = isCompanyGone ? shown : there
  // A field or option that is not defined any more is shown nowhere, whatever a row still holds.
  const note = crm.hasField('note') ? stored.note : shown.note
  const isOption = (value: string) => crm.options('source').some(({ id }) => String(id) === value)
  const source = isOption(shown.source) || isOption(stored.source) ? stored.source : shown.source
  const isBusy = (id: number) => busy.has(toCompanyRecordId(row.accountId, String(id) as RemoteId))
  const contact = {
    ...{ ...stored, company, companies: linked, note, source },
    // What somebody here calls a company, and waits for them, is its name here.
    companyNames: isCompanyGone
      ? companyNames
      : linked.map((id, at) => (isBusy(id) ? (shown.companyNames[at] ?? '') : crm.companyName(id))),
  }
  const keys = Object.keys(contact) as (keyof CrmContact)[]
  const wrong = keys.filter((key) => JSON.stringify(shown[key]) !== JSON.stringify(contact[key]))
  return [
    ...wrong.map((key) => `${key} is ${JSON.stringify(contact[key])}, shown as ${JSON.stringify(shown[key])}`),
    ...(row.base === undefined ? [] : ['keeps a base though nothing is pending']),
  ]
}

/** What the journal of a device still holds, apart from what waits for the user. */
function findJournaled({ profile, index }: Device): readonly string[] {
  const database = new DatabaseSync(profile.disk.journal, { readOnly: true })
  try {
    const rows = database.prepare(`SELECT kind, record_id FROM targets WHERE kind <> 'set-aside'`).all()
    return rows.map(
      (row) => `device ${index}: the journal holds ${String(row['kind'])} for ${String(row['record_id'])}`,
    )
  } finally {
    database.close()
  }
}
