import { rowsOf } from '#renderer/db/account-rows.ts'
import type { CompanyRow } from '#renderer/db/rows.ts'
import { remoteIdOf, type CompanyId } from '#shared/domain/ids.ts'
import { toShown } from './compare.ts'
import type { CrmWrite, SimulatedCrm } from './crm.ts'
import type { Device, SignedIn } from './device.ts'
import { facetOf, isOff, type Aim, type Intent } from './ledger.ts'
import { readShownRows, readWaiting } from './read-shown-rows.ts'
import { soon } from './soon.ts'
import type { World } from './world.ts'

/**
 * What users do not see though they have typed it: the last thing that a device was told about a facet shows there while it
 * waits, and afterwards for as long as the CRM has it.
 */
export async function findUnshown(world: World): Promise<readonly string[]> {
  const unshown: string[] = []
  for (const device of world.devices) {
    for (const signedIn of device.accounts) unshown.push(...(await findAt(world, device, signedIn)))
  }
  return unshown
}

async function findAt(world: World, device: Device, { account, crm }: SignedIn): Promise<readonly string[]> {
  const db = device.window()?.role() === 'store' ? device.window()?.context.db : undefined
  if (db === undefined) return []
  const read = await soon(world, async () => ({
    rows: (await readShownRows(db)).filter(({ accountId }) => accountId === account.id),
    companies: await rowsOf(db.companies, account.id).toArray(),
    // For each contact: of a bulk edit, one may wait while another has long been done, and been changed by others.
    waiting: await readWaiting(db),
    asked: new Set(
      (await db.targets.toArray())
        .filter(({ problem }) => problem !== undefined)
        .map(({ mutationId, recordId }) => `${mutationId} ${recordId}`),
    ),
  }))
  if (read === null) return []
  const rows = new Map(read.rows.map((row) => [row.id, row]))
  const companies = new Map(read.companies.map((company) => [company.id, company]))
  const stored = new Map(crm.contacts().map((contact) => [String(contact.id), contact]))
  const writesOf = (id: number) => crm.writes.filter(({ contact }) => contact.id === id)

  const own = world.ledger.intents.filter(
    ({ device: by, accountId }) => by === device.index && accountId === account.id,
  )
  const last = new Map(
    own.flatMap((intent) => intent.aims.map((aim) => [`${aim.contactId} ${aim.facet}`, { intent, aim }])),
  )
  return [...last.values()].flatMap(({ intent, aim }) => {
    const row = rows.get(aim.contactId)
    if (row === undefined || row.deletedAt !== undefined || isLeftOut(aim, companies, crm)) return []
    // What is to be deleted shows nothing but that.
    if (row.isLeaving === true && aim.facet !== 'deleted') return []
    // Whoever is asked whether it is to go still has it before them.
    if (aim.facet === 'deleted' && read.asked.has(`${intent.mutation.id} ${aim.contactId}`)) return []
    if (intent.state !== 'accepted' || own.some((other) => isOff(other, aim) && touches(other.aims, aim))) return []
    const theirs = stored.get(remoteIdOf(row.id) ?? row.remoteId ?? '')
    const isTheirs =
      theirs !== undefined &&
      !theirs.isTrashed &&
      isSo(aim, facetOf(theirs, aim.facet)) &&
      hasStayed(aim, intent, writesOf(theirs.id))
    // Of a create that the CRM has carried out the company alone may still wait: the rest has arrived, and others may change it.
    const hasArrived = intent.mutation.change.kind === 'create' && row.remoteId !== undefined
    const isWaiting = !hasArrived && read.waiting.has(`${intent.mutation.id} ${aim.contactId}`)
    if (!isTheirs && !isWaiting) return []
    const isShown = isSo(aim, facetOf(toShown(row, companies, crm.fields), aim.facet))
    return isShown ? [] : [`unshown: device ${device.index}, ${aim.contactId} ${aim.facet} = ${String(aim.want)}`]
  })
}

/**
 * Whether the CRM has had it ever since it arrived. What a colleague took away and gave back may be seen as gone
 * until the next look.
 */
function hasStayed(aim: Aim, { askedAt }: Intent, writes: readonly CrmWrite[]): boolean {
  const since = writes.filter(({ at }, index) => at >= askedAt || (writes[index + 1]?.at ?? Infinity) >= askedAt)
  const states = since.map(({ contact }) => isSo(aim, facetOf(contact, aim.facet)))
  const arrived = states.indexOf(true)
  return arrived >= 0 && states.slice(arrived).every(Boolean)
}

/** Companies have their own check at the end: they go and are renamed by other hands, and stand in a merged order. */
function isLeftOut({ facet }: Aim, companies: ReadonlyMap<CompanyId, CompanyRow>, crm: SimulatedCrm): boolean {
  if (facet === 'company' || facet === 'main' || facet === 'order' || facet.startsWith('member:name:')) return true
  const number = facet.startsWith('member:') ? Number(facet.slice('member:'.length)) : null
  // One that was made here keeps its own id, whatever it has become.
  const isOwn = number !== null && [...companies.values()].every(({ remoteId }) => Number(remoteId) !== number)
  return number !== null && (Number.isNaN(number) || isOwn || crm.isCompanyGone(number))
}

const touches = (aims: readonly Aim[], { contactId, facet }: Aim) =>
  aims.some((other) => other.contactId === contactId && other.facet === facet)

const isSo = ({ want }: Aim, value: string | boolean) => value === (typeof want === 'string' ? want.trim() : want)
