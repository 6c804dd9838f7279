import { DatabaseSync } from 'node:sqlite'
import type { ContactRow } from '#renderer/db/rows.ts'
import { remoteIdOf, type CompanyId, type RemoteId } from '#shared/domain/ids.ts'
import type { Device, SignedIn } from './device.ts'
import { fieldIds, type CrmContact } from './simulated-crm.ts'
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

async function compareAccount(world: World, device: Device, { account, crm }: SignedIn): Promise<readonly string[]> {
  const db = device.window()?.context.db
  if (db === undefined) return [`device ${device.index} has no window`]
  const read = await soon(world, async () => ({
    rows: await db.contacts.where({ accountId: account.id }).toArray(),
    companies: await db.companies.where({ accountId: account.id }).toArray(),
    targets: await db.targets.toArray(),
  }))
  if (read === null) return [`device ${device.index} cannot be read`]
  const companyIds = new Map(read.companies.map(({ id, remoteId }) => [id, remoteId]))
  const busy = new Set(read.targets.map(({ contactId }) => contactId))
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
  const doubles = alive.length - new Set(alive.map(({ id, remoteId }) => remoteId ?? id)).size
  return [
    ...(doubles > 0 ? [say(`${doubles} contacts are shown twice`)] : []),
    ...[...shown].flatMap(([id, row]) => {
      const contact = stored.get(id)
      if (contact === undefined) return [say(`shows ${id}, which the CRM does not have`)]
      return differencesOf(row, contact, companyIds).map((what) => say(`${id}: ${what}`))
    }),
    ...[...stored.keys()]
      .filter((id) => !shown.has(id as RemoteId) && !waiting.has(id as RemoteId))
      .map((id) => say(`lacks ${id}`)),
  ]
}

type Companies = ReadonlyMap<CompanyId, RemoteId | undefined>

/** A contact as a device shows it, in the CRM's words. */
export function toShown({ fields, remoteId }: ContactRow, companies: Companies): CrmContact {
  const custom = (id: number) => (fields.custom[String(id) as never] as readonly { value: unknown }[] | undefined) ?? []
  return {
    id: Number(remoteId ?? 0),
    isTrashed: false,
    firstName: fields.firstName,
    lastName: fields.lastName,
    responsible: Number(fields.responsibleId === null ? 0 : remoteIdOf(fields.responsibleId)),
    company: fields.companyIds.map((id) => Number(remoteIdOf(id) ?? companies.get(id) ?? -1))[0] ?? null,
    phones: fields.phones.map(({ value }) => value),
    emails: fields.emails.map(({ value }) => value),
    tags: [...fields.tags].sort(),
    note: custom(fieldIds.note)
      .map(({ value }) => String(value))
      .join('|'),
    source: custom(fieldIds.source)
      .map(({ value }) => String(value))
      .join('|'),
  }
}

function differencesOf(row: ContactRow, contact: CrmContact, companies: Companies): readonly string[] {
  const shown = toShown(row, companies)
  const keys = Object.keys(contact) as (keyof CrmContact)[]
  const wrong = keys.filter((key) => JSON.stringify(shown[key]) !== JSON.stringify(contact[key]))
  return [
    ...wrong.map((key) => `${key} is ${JSON.stringify(contact[key])}, shown as ${JSON.stringify(shown[key])}`),
    ...(row.base === undefined ? [] : ['keeps a base though nothing is pending']),
  ]
}

/** What the journal of a device still holds, apart from what waits for the user. */
function findJournaled({ profile, index }: Device): readonly string[] {
  const database = new DatabaseSync(profile.journal, { readOnly: true })
  try {
    const rows = database.prepare(`SELECT kind, contact_id FROM targets WHERE kind <> 'set-aside'`).all()
    return rows.map(
      (row) => `device ${index}: the journal holds ${String(row['kind'])} for ${String(row['contact_id'])}`,
    )
  } finally {
    database.close()
  }
}
