import type { CrmContact, CrmWrite, SimulatedCrm } from './crm.ts'
import type { SignedIn } from './device.ts'
import { facetOf, type Aim, type Intent, type Ledger } from './ledger.ts'
import { findDeletedUnseen } from './deletions.ts'
import { findLostBindings } from './chats.ts'
import { findCompaniesUnasked, findCompaniesWrong } from './companies.ts'
import { findTagsUnasked, findTagsWrong } from './deal-tags.ts'
import { findDealtUnasked, findDealtWrong } from './deals.ts'
import { findWrittenWrong } from './neighbours.ts'
import { findRequisitesUnasked, findRequisitesWrong } from './requisites.ts'
import { isAbout, isMain, isOneMatter, isPlace, standsSo } from './places.ts'
import { areInTurn, lastChange, recordsOf, type History } from './records-of.ts'
import { recordOf } from './user.ts'
import type { World } from './world.ts'

/** What must never be, in words. */
export interface Verdict {
  readonly violations: readonly string[]
  readonly accepted: number
  readonly applied: number
  readonly superseded: number
  readonly withdrawn: number
  readonly givenUp: number
  readonly refused: number
}

/** Holds what the CRM has written against what users meant. */
export function judge(world: World): Verdict {
  const violations: string[] = []
  const count = { accepted: 0, applied: 0, superseded: 0, withdrawn: 0, givenUp: 0, refused: 0 }
  const histories = new Map(world.crms.map((crm) => [crm, historyOf(crm)]))
  for (const intent of world.ledger.intents) {
    const signedIn = signInOf(world, intent)
    const history = signedIn === undefined ? undefined : histories.get(signedIn.crm)
    if (signedIn === undefined || history === undefined) continue
    const fate = fateOf(world, intent, signedIn, history)
    if (intent.state !== 'refused') count.accepted++
    if (fate === 'lost') violations.push(`lost: ${describe(intent)}`)
    else if (fate !== 'none') count[fate]++
    if (intent.state === 'refused') violations.push(...findRefusedButDone(world, intent, signedIn, history))
  }
  for (const device of world.devices) {
    for (const signedIn of device.accounts) {
      const history = histories.get(signedIn.crm)
      const own = world.ledger.intents.filter(
        ({ device: by, accountId }) => by === device.index && signedIn.ids.has(accountId),
      )
      if (history === undefined) continue
      violations.push(...findDoubled(own, world.ledger, signedIn, history))
      violations.push(...findDuplicates(own, world.ledger, signedIn, history))
      violations.push(...findUnasked(own, signedIn, history))
      violations.push(...findDeletedUnseen(own, world.ledger, signedIn, history))
    }
  }
  for (const crm of world.crms) violations.push(...findForeign(world, crm))
  violations.push(
    ...findWrittenWrong(world),
    ...findLostBindings(world),
    ...findDealtWrong(world),
    ...findDealtUnasked(world),
    ...findTagsWrong(world),
    ...findTagsUnasked(world),
    ...findRequisitesWrong(world),
    ...findRequisitesUnasked(world),
    ...findCompaniesWrong(world),
    ...findCompaniesUnasked(world),
  )
  return { violations, ...count }
}

const historyOf = ({ writes }: SimulatedCrm): History => Map.groupBy(writes, ({ contact }) => contact.id)

const signInOf = ({ devices }: World, { device, accountId }: Intent): SignedIn | undefined =>
  devices[device]?.accounts.find(({ ids }) => ids.has(accountId))

const describe = ({ device, mutation, state }: Intent): string =>
  `device ${device}, ${state}, ${mutation.id}: ${JSON.stringify(mutation.change).slice(0, 260)}`

function holds(contact: CrmContact, { facet, want }: Pick<Aim, 'facet' | 'want'>): boolean {
  if (facet === 'main') return isMain(contact, String(want))
  if (facet === 'order') return standsSo(contact, String(want).split('|'))
  if (typeof want === 'string' && want.startsWith('name:')) {
    return contact.companyNames.includes(want.slice(5))
  }
  return facetOf(contact, facet) === (typeof want === 'string' ? want.trim() : want)
}

/**
 * A company that was to be taken off has gone by a colleague's hand, who put another in its place between our look and
 * our unlinking: nothing was left to take off, and taking theirs was never asked for.
 */
function isTakenOff(writes: readonly CrmWrite[], { facet, want, was }: Aim): boolean {
  if (facet !== 'company' || want !== '') return false
  return writes.some(({ contact }, at) => {
    const before = writes[at - 1]?.contact.company
    return String(before) === was && contact.company !== before
  })
}

/** A field that an admin has dropped is gone with its values, and no contact is written: nothing is left to be cleared. */
const isDroppedClear = ({ facet, want }: Aim, crm: SimulatedCrm): boolean =>
  facet === 'note' && want === '' && !crm.hasField('note')

type Fate = 'applied' | 'superseded' | 'withdrawn' | 'givenUp' | 'refused' | 'lost' | 'none'

function fateOf({ ledger }: World, intent: Intent, { crm }: SignedIn, history: History): Fate {
  if (intent.state === 'refused') return 'refused'
  const isDone = (aim: Aim) =>
    isDroppedClear(aim, crm) ||
    recordsOf(aim.contactId, ledger, history).some((id) => {
      const writes = history.get(id) ?? []
      // The state at the time of the wish counts as well: somebody may have done it already.
      const before = writes.findLastIndex(({ at }) => at < intent.askedAt)
      const since = writes.slice(Math.max(0, before))
      // What is not there in the end was not to be put anywhere.
      const last = since.at(-1)
      if (isPlace(aim) && last !== undefined && !isAbout(last.contact, aim)) return true
      return since.some(({ contact }) => holds(contact, aim)) || isTakenOff(since, aim)
    })
  const undone = intent.aims.filter((aim) => !isDone(aim))
  if (undone.length === 0) return 'applied'
  const open = undone.filter(({ contactId }) => !intent.givenUpFor.has(contactId))
  if (open.length === 0) return 'givenUp'
  if (intent.isGivenUp) return 'givenUp'
  if (intent.isWithdrawn || isUncreated(intent, ledger.intents)) return 'withdrawn'
  const later = ledger.intents.slice(ledger.intents.indexOf(intent) + 1)
  const isSuperseded = (aim: Aim) =>
    later.some(
      (other) =>
        other.device === intent.device &&
        other.state !== 'refused' &&
        other.aims.some((one) => isOneMatter(one, aim, ledger, history)),
    )
  if (open.every(isSuperseded)) return 'superseded'
  // Whether it was kept at all nobody knows.
  return intent.state === 'open' && (intent.isWiped || !intent.isTold) ? 'none' : 'lost'
}

/** An edit of a contact whose create was taken back goes with it, if it really was. */
function isUncreated(intent: Intent, intents: readonly Intent[]): boolean {
  const ids = new Set(intent.aims.map(({ contactId }) => contactId))
  return intents.some(
    ({ isWithdrawn, isKept, mutation: { change } }) =>
      isWithdrawn && !isKept && change.kind === 'create' && ids.has(change.contactId),
  )
}

function findRefusedButDone(
  { ledger }: World,
  intent: Intent,
  { userId }: SignedIn,
  history: History,
): readonly string[] {
  // The same merge put back a second time asks for the same value, and may be kept.
  const isAskedElsewhere = (aim: Aim) =>
    ledger.intents.some(
      ({ state, aims }) =>
        state !== 'refused' &&
        aims.some(
          ({ contactId, facet, want }) => contactId === aim.contactId && facet === aim.facet && want === aim.want,
        ),
    )
  const unique = intent.aims.filter(
    ({ want, facet }) =>
      facet === 'deleted' || (want !== false && want !== '' && /\d/.test(`${facet}${String(want)}`) && isTyped(facet)),
  )
  const isDone = unique.some((aim) => {
    const id = recordOf(aim.contactId)
    if (isAskedElsewhere(aim)) return false
    const writes = history.get(id ?? -1) ?? []
    // What was so before is not done: putting a merge back asks for a value that the contact has had.
    return writes.some(({ at, contact, userId: by }, index) => {
      const before = writes[index - 1]?.contact
      const isNew = at >= intent.askedAt && (before === undefined || !holds(before, aim))
      return isNew && by === userId && holds(contact, aim)
    })
  })
  return isDone ? [`done though refused: ${describe(intent)}`] : []
}

/** Facets whose wanted value nobody else would have thought of. */
const isTyped = (facet: string) => /^(firstName|lastName|note|tag|phones|emails|address|firm)/.test(facet)

/** Each wish brings its facet about once. */
function findDoubled(
  own: readonly Intent[],
  ledger: Ledger,
  { userId }: SignedIn,
  history: History,
): readonly string[] {
  const wishes = new Map<string, { aim: Aim; allowed: number }>()
  for (const intent of own) {
    // Companies are few and chosen again and again: their comings and goings tell nothing.
    for (const aim of intent.aims.filter(({ facet }) => !/^(company|member|main|order)/.test(facet))) {
      const key = `${aim.contactId} ${aim.facet} ${String(aim.want)}`
      const known = wishes.get(key)
      wishes.set(key, { aim, allowed: (known?.allowed ?? 0) + 1 + intent.retries })
    }
  }
  return [...wishes.values()].flatMap(({ aim, allowed }) =>
    recordsOf(aim.contactId, ledger, history).flatMap((id) => {
      const times = timesBrought(history.get(id) ?? [], userId, (contact) => holds(contact, aim))
      return times > allowed ? [`doubled: ${aim.contactId} ${aim.facet} = ${String(aim.want)}, ${times} times`] : []
    }),
  )
}

/** How often this user made it so; what a colleague undid in between may be done again. */
function timesBrought(writes: readonly CrmWrite[], userId: number, isSo: (contact: CrmContact) => boolean): number {
  let times = 0
  for (const [index, write] of writes.entries()) {
    const before = writes[index - 1]
    if (before === undefined || !isSo(write.contact)) continue
    if (isSo(before.contact)) continue
    if (write.userId === userId && (before.userId === userId || times === 0)) times++
  }
  return times
}

function findDuplicates(
  own: readonly Intent[],
  ledger: Ledger,
  { crm, isMarked, ids, userId }: SignedIn,
  history: History,
): readonly string[] {
  return (
    own
      // Who is asked may be mistaken. With a marker there is nothing to ask, but for contacts in a trash that tells
      // nothing, and for the moment between a sign-in anew and the choice of the field.
      .filter(({ isDoubtful }) => !isDoubtful || (isMarked && crm.showsTrash && ids.size === 1))
      .filter(({ mutation: { change } }) => change.kind === 'create')
      .flatMap((intent) => {
        const [aim] = intent.aims
        // A colleague may have met the same person.
        const isOurs = (id: number) => history.get(id)?.[0]?.userId === userId
        const records = aim === undefined ? [] : recordsOf(aim.contactId, ledger, history).filter(isOurs)
        return records.length > 1 && !areInTurn(records, crm, history)
          ? [`duplicate: ${records.join(', ')} of ${describe(intent)}`]
          : []
      })
  )
}

/** What has one value; options that are chosen or not come on top. */
const watched: readonly string[] = [
  ...['firstName', 'lastName', 'responsible'],
  ...['note', 'source', 'orders'],
  ...['address:city', 'address:zip', 'firm:name', 'firm:vat_id'],
]
const valueOf = ({ contact }: CrmWrite, facet: string) => String(facetOf(contact, facet)).trim()

/** What somebody has kept against a colleague, and then typed over before it could leave: both are told as one. */
const isUnder = (kept: Aim, { facet, contactId, was }: Aim): boolean =>
  kept.facet === facet && kept.contactId === contactId && String(kept.want).trim() === String(was).trim()

/** What a device has changed without being asked, or over something that it had to know of. */
function findUnasked(own: readonly Intent[], { userId, crm }: SignedIn, history: History): readonly string[] {
  const facets = [...watched, ...crm.choices.interests.map((id) => `interest:${id}`)]
  return [...history.values()].flatMap((writes) =>
    writes.flatMap((write, index) => {
      const before = writes[index - 1]
      if (before === undefined || write.userId !== userId) return []
      return facets.flatMap((facet) => {
        const [from, to] = [valueOf(before, facet), valueOf(write, facet)]
        if (from === to) return []
        const aims = own.flatMap((intent) => intent.aims.map((aim) => ({ ...aim, retries: intent.retries })))
        const fitting = aims.filter((aim) => aim.facet === facet && String(aim.want).trim() === to)
        // Between the look and the write somebody else may always slip in: the vendor has no compare-and-set.
        const couldNotKnow = lastChange(writes, index, (one) => valueOf(one, facet)).at >= write.readAt
        if (couldNotKnow) return []
        if (fitting.length === 0) return [`unasked: ${facet} of ${write.contact.id} from "${from}" to "${to}"`]
        const isKnown =
          fitting.some((aim) => aim.retries > 0 || aims.some((kept) => kept.retries > 0 && isUnder(kept, aim))) ||
          aims.some((aim) => aim.facet === facet && String(aim.was).trim() === from)
        return isKnown ? [] : [`overwritten unseen: ${facet} of ${write.contact.id}, "${from}" by "${to}"`]
      })
    }),
  )
}

/** Traces of one account's users in another account. */
function findForeign({ devices, ledger }: World, crm: SimulatedCrm): readonly string[] {
  const own = new Set(
    devices.flatMap(({ accounts }) => accounts.filter((one) => one.crm === crm).flatMap(({ ids }) => [...ids])),
  )
  const foreign = ledger.intents
    .filter(({ accountId }) => !own.has(accountId))
    .flatMap(({ aims }) => aims)
    .filter(({ facet, want }) => want !== false && isTyped(facet))
  const mine = new Set(
    ledger.intents
      .filter(({ accountId }) => own.has(accountId))
      .flatMap(({ aims }) => aims.map(({ facet, want }) => `${facet}=${String(want)}`)),
  )
  return foreign
    .filter(({ facet, want }) => !mine.has(`${facet}=${String(want)}`))
    .filter((aim) => crm.writes.some(({ contact }) => aim.want !== '' && holds(contact, aim)))
    .map(({ facet, want }) => `foreign: ${facet} = ${String(want)} in another account`)
}
