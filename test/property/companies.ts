import { rowsOf } from '#renderer/db/account-rows.ts'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import { editNeighbour, editPointOf } from '#renderer/db/edit-neighbour.ts'
import { isCompanyRecord, type CompanyRecordRow } from '#renderer/db/put-neighbours.ts'
import { isNeighbourId, kindOf, remoteIdOf, type AccountId, type RecordId, type UserId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { NeighbourEdit } from '#shared/domain/neighbour.ts'
import { isRemoval, REMOVED } from '#shared/domain/removal.ts'
import { toReach } from '#shared/sync/reach-edits.ts'
import type { CrmCompany } from './company-records.ts'
import type { SimulatedCrm } from './crm.ts'
import type { CompanyStep } from './deal-steps.ts'
import { isKept } from './deals.ts'
import type { SignedIn } from './device.ts'
import type { Intent } from './ledger.ts'
import type { StateOf } from './state-log.ts'
import type { UserOptions } from './submit-as.ts'
import type { World } from './world.ts'

const at = <T>(items: readonly T[], pick: number): T | undefined => items[pick % Math.max(1, items.length)]

/** Somebody at a device who works on the cards of companies. Names and numbers are like nothing else in the history. */
export function companiesAt(
  { device, window: { context } }: UserOptions,
  submit: (mutation: Mutation) => Promise<void>,
): Readonly<Record<CompanyStep, (pick: number, n: number) => Promise<void>>> {
  const { db } = context
  async function choose(pick: number, isWanted: (row: CompanyRecordRow) => boolean = () => true) {
    const isSignedIn = ({ accountId }: CompanyRecordRow) =>
      device.accounts.some(({ account }) => account.id === accountId)
    const rows = (await db.neighbours.toArray()).filter(isCompanyRecord)
    const isThere = ({ deletedAt, record }: CompanyRecordRow) =>
      deletedAt === undefined && record.fields.isRemoved !== true
    return at(
      rows.filter((row) => isThere(row) && isSignedIn(row) && isWanted(row)),
      pick,
    )
  }
  async function point(row: CompanyRecordRow | undefined, from: string | null, to: string | null): Promise<void> {
    const pointOf = (value: string | null) => (value === null ? null : { value, kind: 'work' })
    const old = row?.record.fields.phones.find(({ value }) => value === from) ?? null
    if (row === undefined) return
    const edit = { kind: 'point', field: 'phones', at: 0, from: old, to: pointOf(to) } as const
    const mutation = await editPointOf(context, row.id, edit)
    if (mutation !== null) await submit(mutation)
  }
  return {
    async 'company-title'(pick, n) {
      const row = await choose(pick)
      if (row !== undefined) await submit(await editNeighbour(context, row.id, 'name', `Дом ${n}`))
    },
    'company-phone': async (pick, n) => point(await choose(pick), null, `+7911${n}`),
    async 'company-phone-off'(pick, n) {
      const row = await choose(pick, ({ record }) => record.fields.phones.length > 0)
      await point(row, at(row?.record.fields.phones ?? [], n)?.value ?? null, null)
    },
    async 'company-owner'(pick, n) {
      const row = await choose(pick)
      const users = (await db.users.toArray()).filter(({ accountId }) => accountId === row?.accountId)
      const to = at(users, n)?.id
      if (row === undefined || to === undefined || to === row.record.fields.responsibleId) return
      await submit(await editNeighbour(context, row.id, 'responsibleId', to))
    },
    async 'company-remove'(pick) {
      const isAtPortal = ({ accountId }: CompanyRecordRow) =>
        device.accounts.some(({ account, crm }) => account.id === accountId && crm.provider === 'bitrix24')
      const row = await choose(pick, isAtPortal)
      if (row !== undefined) await submit(await editNeighbour(context, row.id, REMOVED, true))
    },
  }
}

interface CompanyIntent {
  readonly intent: Intent
  readonly edit: NeighbourEdit
  readonly id: number
  readonly signedIn: SignedIn
}

/** Edits of companies, in order, with the CRM and the number of the company that they are of. */
const companyIntents = ({ devices, ledger }: World): readonly CompanyIntent[] =>
  ledger.intents.flatMap((intent) => {
    const { change } = intent.mutation
    if (change.kind !== 'edit-neighbour' || !isOfCompany(change.recordId)) return []
    const signedIn = devices[intent.device]?.accounts.find(({ ids }) => ids.has(intent.accountId))
    return signedIn === undefined
      ? []
      : [{ intent, edit: change.edit, id: Number(remoteIdOf(change.recordId)), signedIn }]
  })

const isOfCompany = (id: RecordId): boolean => isNeighbourId(id) && kindOf(id) === 'company'

const numbersOf = (json: NeighbourEdit['to']): readonly string[] => toReach(json).map(({ value }) => value)
const without = (values: readonly string[], others: readonly string[]) =>
  values.filter((value) => !others.includes(value))
const cameWith = ({ from, to }: NeighbourEdit) => without(numbersOf(to), numbersOf(from))
const wentWith = ({ from, to }: NeighbourEdit) => without(numbersOf(from), numbersOf(to))

/** Edits of companies that never came about although their user was told that they are kept, and numbers that came twice. */
export function findCompaniesWrong(world: World): readonly string[] {
  const all = companyIntents(world)
  const lost = all.flatMap(({ intent, edit, id, signedIn }, index) => {
    if (!isKept(intent)) return []
    const states = statesOf(signedIn.crm, id)
    const before = states.findLastIndex(({ at: when }) => when < intent.askedAt)
    const since = states.slice(Math.max(0, before))
    const later = all.slice(index + 1).filter((one) => one.intent.device === intent.device && one.id === id)
    const isFollowed = later.some(
      (one) => one.signedIn === signedIn && one.intent.state !== 'refused' && takesPlaceOf(one.edit, edit),
    )
    if (isFollowed || hasComeAbout(since, edit)) return []
    return [`lost: ${JSON.stringify(edit)} of company ${id} (${intent.mutation.id})`]
  })
  const doubled = world.crms.flatMap(({ houses }) =>
    houses.states
      .filter(({ phones }) => new Set(phones).size < phones.length)
      .map(({ id, phones }) => `doubled: a number of company ${id}: ${phones.join(', ')}`),
  )
  return [...lost, ...new Set(doubled)]
}

type CompanyState = StateOf<CrmCompany>

const statesOf = ({ houses }: SimulatedCrm, id: number): readonly CompanyState[] =>
  houses.states.filter((state) => state.id === id)

/** Of numbers, each comes and goes by itself. */
function takesPlaceOf(later: NeighbourEdit, edit: NeighbourEdit): boolean {
  if (isRemoval(later)) return true
  if (later.field !== edit.field) return false
  if (edit.field !== 'phones') return true
  const [came, went] = [cameWith(edit), wentWith(edit)]
  return came.some((one) => wentWith(later).includes(one)) || went.some((one) => cameWith(later).includes(one))
}

function hasComeAbout(states: readonly CompanyState[], edit: NeighbourEdit): boolean {
  const ever = (holds: (state: CompanyState) => boolean) => states.some(holds)
  switch (edit.field) {
    case 'name':
      return ever(({ name }) => name === edit.to)
    case 'responsibleId':
      return ever(({ responsible }) => String(responsible) === remoteIdOf(edit.to as UserId))
    case 'phones':
      return (
        cameWith(edit).every((value) => ever(({ phones }) => phones.includes(value))) &&
        wentWith(edit).every((value) => ever(({ phones, isTrashed }) => isTrashed || !phones.includes(value)))
      )
    default:
      return edit.to !== true || ever(({ isTrashed }) => isTrashed)
  }
}

/** Longer than a look and the write after it take: what came in between nobody could know of. */
const SLIP_MS = 60_000

/** What a device has done to companies although nobody there had asked for it. */
export function findCompaniesUnasked(world: World): readonly string[] {
  const all = companyIntents(world)
  return world.devices.flatMap(({ index, accounts }) =>
    accounts.flatMap((signedIn) =>
      signedIn.crm.houses.states.flatMap((state, place, states) => {
        if (state.userId !== signedIn.userId) return []
        const own = all.filter(
          (one) =>
            one.intent.device === index &&
            one.signedIn === signedIn &&
            one.id === state.id &&
            one.intent.state !== 'refused',
        )
        const before = states.slice(0, place).filter(({ id }) => id === state.id)
        return unaskedIn(before, state, own).map((what) => `unasked: ${what} of company ${state.id}`)
      }),
    ),
  )
}

function unaskedIn(
  before: readonly CompanyState[],
  state: CompanyState,
  own: readonly CompanyIntent[],
): readonly string[] {
  const last = before.at(-1)
  if (last === undefined) return []
  if (state.isTrashed) return own.some(({ edit }) => isRemoval(edit)) ? [] : ['the end']
  // One that was taken back once more is an edit the other way.
  const wants = (field: string, isMeant: (edit: NeighbourEdit) => boolean) =>
    own.some(
      ({ edit, intent }) =>
        edit.field === field &&
        (isMeant(edit) || (intent.isWithdrawn && isMeant({ ...edit, from: edit.to, to: edit.from }))),
    )
  const stoodFor = (value: string) => {
    const came = before.findLastIndex(({ phones }) => !phones.includes(value)) + 1
    return state.at - (before[came]?.at ?? state.at)
  }
  const gone = without(last.phones, state.phones).filter(
    (value) => stoodFor(value) > SLIP_MS && !wants('phones', (edit) => wentWith(edit).includes(value)),
  )
  const isOwner = ({ to }: NeighbourEdit) => remoteIdOf(to as UserId) === String(state.responsible)
  return [
    ...(last.name === state.name || wants('name', ({ to }) => to === state.name) ? [] : [`the name "${state.name}"`]),
    ...(last.responsible === state.responsible || wants('responsibleId', isOwner) ? [] : ['who is responsible']),
    ...gone.map((value) => `the end of ${value}`),
  ]
}

/** Where a device shows companies otherwise than the CRM has them. What waits for its user may differ. */
export async function compareCompanies(
  db: CacheDb,
  accountId: AccountId,
  crm: SimulatedCrm,
  busy: ReadonlySet<RecordId>,
): Promise<readonly string[]> {
  const there = crm.houses.all().filter(({ isTrashed }) => !isTrashed)
  const stored = new Map(there.map((one) => [String(one.id), one]))
  const rows = (await rowsOf(db.neighbours, accountId).toArray()).filter(isCompanyRecord)
  const wrong = rows
    .filter(({ id, deletedAt }) => deletedAt === undefined && !busy.has(id))
    .flatMap(({ remoteId, record: { fields } }) => {
      const one = stored.get(remoteId ?? '')
      if (one === undefined) return [`shows company ${remoteId ?? 'unsent'}, which the CRM does not have`]
      const phones = fields.phones.map(({ value }) => value)
      const shown = {
        name: fields.name,
        responsible: Number(remoteIdOf(fields.responsibleId ?? ('' as UserId))),
        phones,
      }
      const real = { name: one.name, responsible: one.responsible, phones: one.phones }
      const [is, seems] = [JSON.stringify(real), JSON.stringify(shown)]
      return is === seems && fields.isRemoved !== true ? [] : [`company ${one.id} is ${is}, shown as ${seems}`]
    })
  const here = new Set<string | undefined>(
    rows.filter(({ id, deletedAt }) => deletedAt === undefined || busy.has(id)).map(({ remoteId }) => remoteId),
  )
  const lacking = there.filter(({ id }) => !here.has(String(id)))
  return [...wrong, ...lacking.map(({ id }) => `lacks company ${id}`)]
}
