import { isContactId, uuidOf, type CompanyId, type MutationId, type RecordId } from '#shared/domain/ids.ts'
import type { Company } from '#shared/domain/directory.ts'
import {
  isBulk,
  isDeletion,
  recordIdsOf,
  withEdit,
  type AnyEdit,
  type Mutation,
  type Problem,
} from '#shared/domain/mutation.ts'
import { foldName } from '#shared/domain/same-text.ts'
import type { InputOf, StoreCommands } from '#shared/ipc/contract.ts'
import { forgetBulk, forgetRetold } from './bulk-bodies.ts'
import type { CacheDb } from './cache-db.ts'
import { absorb, withView } from './contact-view.ts'
import { dropCompanyTwins, twinOf } from './drop-company-twins.ts'
import { dropFinished, refreshViews } from './drop-targets.ts'
import { dropIdleTwins } from './drop-twins.ts'
import { parseMutation, parseProblem } from './parse-mutation.ts'
import { readMutations, readPending } from './pending-mutations.ts'
import { dropOrphanCompanies, provisionalCompanyOf } from './provisional-companies.ts'
import { companiesAmong, toCompanyRows } from './put-neighbours.ts'
import { announceBeside } from './rows-channel.ts'
import type { TargetRow } from './rows.ts'
import { spreadOver } from './spread.ts'
import { takeInOne } from './take-in.ts'
import { toStored } from './stored-mutation.ts'
import { write, type StoreContext } from './store-context.ts'
import { upsertContacts } from './upsert-contacts.ts'
import { absorbInNeighbours, buryNeighbours, refreshNeighbours, upsertNeighbours } from './upsert-neighbours.ts'

type Settlement = InputOf<StoreCommands, 'outbox/settle'>

/**
 * Writes the outcomes of a push, in one transaction. Confirmed edits leave the outbox and become part of the base;
 * set-aside ones get their reason and stay on screen. Repeating it changes nothing: an outcome whose target is gone
 * was settled before.
 * @throws {AppError} `storage/failed`
 */
export async function settle(context: StoreContext, settlement: Settlement): Promise<void> {
  const { db, rows } = context
  const { accountId, contacts, neighbours = [], companies, added = [] } = settlement
  const tables = [db.outbox, db.targets, db.contacts, db.neighbours, db.companies, db.history, db.spreads]
  const changed = await write(db, tables, async () => {
    // What is confirmed before its rows are written is written first: then it is an edit like any other.
    await spreadOver(db, [...settlement.outcomes.map(({ recordId }) => recordId), ...contacts.map(({ id }) => id)])
    for (const mutation of added) {
      await takeInOne(db, { mutation, pendingIds: [...recordIdsOf(mutation.change)], setAside: [] })
    }
    const { applied, superseded, setAside } = await sortOut(db, settlement)
    // Before any of it leaves the outbox: what is ours in the contacts that were told.
    const own = await readPending(
      db,
      contacts.map(({ id }) => id),
    )
    const done = [...applied, ...superseded.map(({ target }) => target)]
    const mutations = await readMutations(db, new Set(applied.map(({ mutationId }) => mutationId)))
    await db.targets.bulkDelete(done.map(({ mutationId, recordId }) => [mutationId, recordId]))
    const retold = await replaceEdits(db, superseded)
    await db.targets.bulkPut(setAside.map(toSetAside))
    await showAgain(db, setAside)

    const latest = await withLatest(db, companies)
    const twins = await dropCompanyTwins(db, latest)
    await db.companies.bulkPut([...(await toCompanyRows(db, latest))])
    const told = new Set<RecordId>([...contacts, ...neighbours].map(({ id }) => id))
    const untold = applied.filter(({ recordId }) => !told.has(recordId))
    await absorbApplied(context, untold, mutations)
    await refreshViews(
      db,
      superseded.map(({ target }) => target.recordId),
    )
    const upserted = await upsertContacts(context, accountId, contacts, own)
    // Told by this very id, it is the one that stays.
    const untoldIds = done.map(({ recordId }) => recordId).filter((id) => !told.has(id))
    await dropIdleTwins(db, accountId, untoldIds.filter(isContactId))
    const besides = await upsertNeighbours(db, neighbours)
    await markGone(context, setAside)
    await dropAnswered(db, [...upserted, ...setAside.map(({ target }) => target.recordId)])

    const finished = await dropFinished(db, new Set(done.map(({ mutationId }) => mutationId)))
    const mayBeReplaced = finished.filter((mutation) => isReplaced(mutation, settlement))
    const replaced = await dropOrphanCompanies(db, mayBeReplaced)
    const touched = [...done, ...setAside.map(({ target }) => target)].map(({ recordId }) => recordId)
    const contactIds = new Set([...upserted, ...touched.filter(isContactId), ...twins.contacts, ...besides.contacts])
    const named = await companiesAmong(db, [...touched, ...neighbours.map(({ id }) => id)])
    return { contacts: [...contactIds], companies: [...replaced, ...twins.companies, ...named], retold }
  })
  rows.announce({ kind: 'companies', ids: [...companies.map(({ id }) => id), ...changed.companies] })
  rows.announce({ kind: 'contacts', ids: changed.contacts })
  for (const id of changed.retold) forgetRetold(context, id)
  announceBeside(rows, [...settlement.outcomes.map(({ recordId }) => recordId), ...neighbours.map(({ id }) => id)])
}

interface SetAside {
  readonly target: TargetRow
  readonly problem: Problem
}

/** What the user has given up meanwhile stays so: only the way back is another one now. */
function toSetAside({ target, problem }: SetAside): TargetRow {
  if (target.givenUp === undefined) return { ...target, problem }
  return { ...target, givenUp: { at: target.givenUp.at, problem } }
}

interface Superseded {
  readonly target: TargetRow
  readonly by: MutationId
  readonly edit: AnyEdit
}

/** Outcomes whose targets are still open. */
async function sortOut(db: CacheDb, { outcomes }: Settlement) {
  const keys = outcomes.map(({ mutationId, recordId }): [MutationId, RecordId] => [mutationId, recordId])
  const targets = await db.targets.bulkGet(keys)
  const applied: TargetRow[] = []
  const superseded: Superseded[] = []
  const setAside: SetAside[] = []
  for (const [index, { outcome }] of outcomes.entries()) {
    const target = targets[index]
    if (target === undefined) continue
    if (outcome.kind === 'applied') applied.push(target)
    else if (outcome.kind === 'superseded') superseded.push({ target, by: outcome.by, edit: outcome.edit })
    else setAside.push({ target, problem: outcome.problem })
  }
  const answered = await readAnswered(db)
  return { applied, superseded, setAside: setAside.filter((one) => !isAnswered(one, answered)) }
}

/** Creates that the user has just taken for a contact of the CRM, before main has heard of it. */
const readAnswered = async (db: CacheDb): Promise<ReadonlySet<MutationId>> =>
  new Set((await db.outbox.where({ state: 'adopting' }).toArray()).map(({ id }) => id))

/** Main may have asked just before it hears the answer. Asked again, the user could answer in two ways. */
const isAnswered = ({ target, problem }: SetAside, answered: ReadonlySet<MutationId>) =>
  problem.kind === 'doubtful' && answered.has(target.mutationId)

/** The edits that took the place of others now mean what all of them meant. Main's journal says the same. @returns bulk edits among them */
async function replaceEdits(db: CacheDb, superseded: readonly Superseded[]): Promise<ReadonlySet<MutationId>> {
  const retold = new Set<MutationId>()
  for (const { target, by, edit } of superseded) {
    const row = await db.outbox.where({ id: by }).first()
    const mutation = row === undefined ? null : parseMutation(row)
    const change = mutation === null ? null : withEdit(mutation.change, target.recordId, edit)
    if (row === undefined || mutation === null || change === null) continue
    await db.outbox.put({ ...row, mutation: toStored({ ...mutation, change }) })
    if (!isBulk(change.kind)) continue
    forgetBulk(db, by)
    retold.add(by)
  }
  return retold
}

/** The CRM confirmed these edits without telling how the contact looks now: the base takes them itself. */
async function absorbApplied(context: StoreContext, applied: readonly TargetRow[], mutations: readonly Mutation[]) {
  const { db, now } = context
  const confirmed = new Map(
    [...Map.groupBy(applied, ({ recordId }) => recordId)].map(([recordId, own]) => {
      const ids = new Set(own.map(({ mutationId }) => mutationId))
      return [recordId, mutations.filter(({ id }) => ids.has(id))]
    }),
  )
  const rows = (await db.contacts.bulkGet([...confirmed.keys()].filter(isContactId))).filter((row) => row !== undefined)
  const pending = await readPending(db, [...confirmed.keys()])
  await db.contacts.bulkPut(
    rows.map((row) => {
      const own = confirmed.get(row.id) ?? []
      const shown = withView(absorb(row, own), pending.get(row.id) ?? [])
      return own.some(({ change }) => isDeletion(change)) ? { ...shown, deletedAt: shown.deletedAt ?? now() } : shown
    }),
  )
  await absorbInNeighbours(context, confirmed)
}

/**
 * A create is in doubt no more once its contact is known by a remote id. Main may have asked just before, and be heard after
 * the user's answer: the question would stand there although it is answered.
 */
async function dropAnswered(db: CacheDb, recordIds: readonly RecordId[]): Promise<void> {
  const madeHere = [...new Set(recordIds)].filter(isContactId).filter((id) => uuidOf(id) !== null)
  const rows = (await db.contacts.bulkGet(madeHere)).filter((row) => row?.remoteId !== undefined)
  const known = rows.flatMap((row) => (row === undefined ? [] : [row.id]))
  const targets = known.length === 0 ? [] : await db.targets.where('recordId').anyOf(known).toArray()
  const answered = targets.filter((target) => parseProblem(target)?.kind === 'doubtful')
  await db.targets.bulkPut(answered.map(withoutProblem))
}

function withoutProblem({ mutationId, recordId: contactId, accountId, givenUp }: TargetRow): TargetRow {
  return givenUp === undefined
    ? { mutationId, recordId: contactId, accountId }
    : { mutationId, recordId: contactId, accountId, givenUp }
}

/** What was to be deleted and stays for now is in the list again. */
async function showAgain(db: CacheDb, setAside: readonly SetAside[]): Promise<void> {
  const ids = setAside.map(({ target }) => target.recordId).filter(isContactId)
  const rows = (await db.contacts.bulkGet(ids)).filter((row) => row?.isLeaving === true)
  await refreshViews(
    db,
    rows.flatMap((row) => (row === undefined ? [] : [row.id])),
  )
  await refreshNeighbours(
    db,
    setAside.map(({ target }) => target.recordId),
  )
}

/** A contact that a push did not find is a tombstone with a draft. */
async function markGone(context: StoreContext, setAside: readonly SetAside[]): Promise<void> {
  const { db, now } = context
  const gone = setAside.filter(({ problem }) => problem.kind === 'gone').map(({ target }) => target.recordId)
  const contactIds = [...new Set(gone)].filter(isContactId)
  const rows = (await db.contacts.bulkGet(contactIds)).filter((row) => row !== undefined)
  await db.contacts.bulkPut(rows.map((row) => ({ ...row, deletedAt: row.deletedAt ?? now() })))
  await buryNeighbours(context, gone)
}

/** Companies under the ids that they are told by: one may be told by the name that was typed, long after a newer one has come. */
async function withLatest(db: CacheDb, companies: readonly Company[]): Promise<readonly Company[]> {
  const known = await db.companies.bulkGet(companies.map(({ id }) => id))
  const twins = await db.companies.bulkGet(companies.map((company) => twinOf(company)))
  return companies.map((company, at) =>
    [known[at], twins[at]].reduce(
      (latest: Company, row) =>
        row?.remoteId === undefined || row.updatedAt <= latest.updatedAt
          ? latest
          : { ...latest, name: row.name, updatedAt: row.updatedAt },
      company,
    ),
  )
}

/** The company that this mutation intended has come back under an id of the CRM's own. */
function isReplaced(mutation: Mutation, { companies }: Settlement): boolean {
  const intended = provisionalCompanyOf(mutation)
  const isSame = ({ id, name }: { id: CompanyId; name: string }) =>
    id !== intended?.id && foldName(name) === foldName(intended?.name ?? '')
  return intended !== null && companies.some(isSame)
}
