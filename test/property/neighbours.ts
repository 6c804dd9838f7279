import type { Store } from '#demo-crm/store/store.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { rowsOf } from '#renderer/db/account-rows.ts'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import { createNeighbour, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import type { Json } from '#shared/domain/contact.ts'
import { remoteIdOf, type AccountId, type ContactId, type RecordId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Neighbour, NoteFields } from '#shared/domain/neighbour.ts'
import { readShownRows } from './read-shown-rows.ts'
import type { SimulatedCrm } from './crm.ts'
import type { Ledger } from './ledger.ts'
import type { UserOptions } from './submit-as.ts'
import type { World } from './world.ts'

/** A note or a task as the CRM's own database has it. */
export interface CrmNeighbour {
  readonly kind: 'note' | 'task'
  readonly id: number
  readonly contactId: number
  readonly text: string
  readonly isDone: boolean
  /** Of a task. */
  readonly typeId: string | null
}

/** As the CRM's own database has them. */
export function neighboursIn({ sql }: Store): readonly CrmNeighbour[] {
  const notes = sql.all(`SELECT * FROM notes WHERE entity = 'contacts'`).map((row): CrmNeighbour => {
    const { text } = JSON.parse(String(row['content'])) as { text?: string }
    return {
      kind: 'note',
      id: Number(row['id']),
      contactId: Number(row['entity_id']),
      text: text ?? '',
      isDone: false,
      typeId: null,
    }
  })
  const tasks = sql.all(`SELECT * FROM tasks WHERE entity = 'contacts'`).map((row): CrmNeighbour => {
    const [id, contactId] = [Number(row['id']), Number(row['entity_id'])]
    return {
      kind: 'task',
      id,
      contactId,
      text: String(row['text']),
      isDone: row['is_done'] === 1,
      typeId: String(row['type_id']),
    }
  })
  return [...notes, ...tasks]
}

/** Somebody at a device who writes notes and tasks. What is written is like nothing else in the history. */
export interface Writer {
  'write-note'(pick: number, n: number): Promise<void>
  'add-task'(pick: number, n: number): Promise<void>
  'tick-task'(pick: number): Promise<void>
  /** Of a note or a task. */
  reword(pick: number, n: number): Promise<void>
  'retype-task'(pick: number, n: number): Promise<void>
}

export function writerAt({ device, window, ledger, time }: UserOptions): Writer {
  const { context, main } = window
  const { db } = context

  async function submit(mutation: Mutation): Promise<void> {
    const intent = ledger.add(device.index, mutation, [], time.now())
    try {
      await acceptMutation(context, main, mutation)
      if (!window.life.isOver()) intent.isTold = true
    } catch (error) {
      if (!window.life.isOver()) intent.state = 'refused'
      throw error
    }
  }
  async function write(pick: number, make: (aboutId: NoteFields['aboutId']) => Neighbour): Promise<void> {
    const signedIn = new Set(device.accounts.map(({ account }) => account.id))
    const rows = (await readShownRows(db)).filter(
      ({ deletedAt, accountId }) => deletedAt === undefined && signedIn.has(accountId),
    )
    const row = rows[pick % Math.max(1, rows.length)]
    if (row !== undefined) await submit(await createNeighbour(context, row.id, make(row.id)))
  }

  return {
    'write-note': async (pick, n) =>
      write(pick, (aboutId) => ({ kind: 'note', fields: { aboutId, noteType: 'common', text: `записка ${n}` } })),
    'add-task': async (pick, n) =>
      write(pick, (aboutId) => {
        const due = { typeId: '1', dueAt: 1_800_000_000_000, responsibleId: null, doneWith: null }
        return { kind: 'task', fields: { aboutId, text: `дело ${n}`, ...due } }
      }),
    async 'tick-task'(pick) {
      const tasks = (await db.neighbours.toArray()).filter(({ record, deletedAt }) => {
        return deletedAt === undefined && record.kind === 'task' && record.fields.doneWith === null
      })
      const task = tasks[pick % Math.max(1, tasks.length)]
      if (task !== undefined) await submit(await editNeighbour(context, task.id, 'doneWith', ''))
    },
    async reword(pick, n) {
      const written = (await db.neighbours.toArray()).filter(
        ({ record, deletedAt }) => deletedAt === undefined && 'text' in record.fields,
      )
      const one = written[pick % Math.max(1, written.length)]
      if (one !== undefined) await submit(await editNeighbour(context, one.id, 'text', `иначе ${n}`))
    },
    async 'retype-task'(pick, n) {
      const tasks = (await db.neighbours.toArray()).filter(
        ({ record, deletedAt }) => deletedAt === undefined && record.kind === 'task',
      )
      const task = tasks[pick % Math.max(1, tasks.length)]
      if (task !== undefined) await submit(await editNeighbour(context, task.id, 'typeId', `${1 + (n % 2)}`))
    },
  }
}

/** Notes and tasks that are there twice, or nowhere although their user was told that they are kept. */
export function findWrittenWrong({ crms, ledger }: World): readonly string[] {
  const stored = crms.flatMap((crm) => crm.neighbours())
  const written = ledger.intents.flatMap(
    ({ mutation: { id, change }, state, isTold, isWithdrawn, isGivenUp, isWiped, isDoubtful, retries }) => {
      if (change.kind !== 'create-neighbour' || !('text' in change.record.fields)) return []
      const { aboutId, text } = change.record.fields
      const texts = wordingsOf(text, ledger)
      const count = stored.filter((one) => texts.has(one.text)).length
      // Asked whether one in other words is it, its user may have it written once more.
      if (count > 1 + (isDoubtful ? retries : 0)) return [`written ${count} times: ${text}`]
      // One on a draft goes with it; of one that nobody was told of nobody knows whether it was kept.
      const isDraft = aboutId === null || remoteIdOf(aboutId) === null
      const mayBeAbsent = isDraft || isWithdrawn || isGivenUp || hasGone(aboutId, crms)
      const isKept = state === 'accepted' || (state === 'open' && isTold && !isWiped)
      return count === 0 && isKept && !mayBeAbsent ? [`lost: ${text} (${id})`] : []
    },
  )
  return [...written, ...findUnreworded(ledger, stored)]
}

/** A portal takes along what was written on a contact that is deleted. */
const hasGone = (id: ContactId, crms: readonly SimulatedCrm[]): boolean =>
  crms.some(
    ({ provider, writes }) =>
      provider === 'bitrix24' &&
      writes.some(({ contact }) => contact.isTrashed && String(contact.id) === remoteIdOf(id)),
  )

const wordsOf = (value: Json): string => (typeof value === 'string' ? value : '')

/** All that a note or a task may say by now: each wording is like nothing else in the history, and says what it takes the place of. */
function wordingsOf(text: string, { intents }: Ledger): ReadonlySet<string> {
  const texts = new Set([text])
  for (const { mutation } of intents) {
    const { change } = mutation
    if (change.kind !== 'edit-neighbour' || change.edit.field !== 'text') continue
    if (texts.has(wordsOf(change.edit.from))) texts.add(wordsOf(change.edit.to))
  }
  return texts
}

/** A wording that its user was told of, and that is nowhere although nobody has changed it since. */
function findUnreworded(ledger: Ledger, stored: readonly CrmNeighbour[]): readonly string[] {
  const edits = ledger.intents.flatMap((intent) => {
    const { change } = intent.mutation
    return change.kind === 'edit-neighbour' && change.edit.field === 'text' ? [{ intent, edit: change.edit }] : []
  })
  return edits.flatMap(({ intent, edit }) => {
    const { state, isTold, isWiped, isWithdrawn, isGivenUp } = intent
    const isKept = (state === 'accepted' || (state === 'open' && isTold && !isWiped)) && !isWithdrawn && !isGivenUp
    const isOnly =
      edits.filter((other) => other.edit.from === edit.from).length === 1 &&
      !edits.some((other) => other.edit.from === edit.to)
    const says = (words: Json) => stored.some(({ text }) => text === words)
    return isKept && isOnly && says(edit.from) && !says(edit.to)
      ? [`lost: ${wordsOf(edit.to)} in the place of ${wordsOf(edit.from)} (${intent.mutation.id})`]
      : []
  })
}

/** What it says; chats and deals say nothing. */
const textOf = ({ fields }: Neighbour): string => ('text' in fields ? fields.text : '')

/** Where a device shows a note or a task otherwise than the CRM has it. What waits for its user may differ. */
export async function compareNeighbours(
  db: CacheDb,
  accountId: AccountId,
  crm: SimulatedCrm,
  busy: ReadonlySet<RecordId>,
): Promise<readonly string[]> {
  const stored = new Map(crm.neighbours().map((one) => [`${one.kind} ${one.id}`, one]))
  const all = await rowsOf(db.neighbours, accountId).toArray()
  const rows = all.filter(({ id, record }) => 'text' in record.fields && !busy.has(id))
  const ids = rows.map(({ record, remoteId }) => `${record.kind} ${remoteId ?? 'unsent'}`)
  const doubles = ids.length - new Set(ids).size
  const wrong = rows.flatMap(({ record, remoteId, base, deletedAt }) => {
    const one = stored.get(`${record.kind} ${remoteId ?? ''}`)
    if (deletedAt !== undefined) return []
    if (one === undefined) return [`shows a ${record.kind} that the CRM does not have: ${textOf(record)}`]
    const isDone = record.kind === 'task' && record.fields.doneWith !== null
    const typeId = record.kind === 'task' ? record.fields.typeId : null
    if (one.typeId !== typeId) return [`shows ${one.text} of another type`]
    if (one.text !== textOf(record) || one.isDone !== isDone) return [`shows ${one.text} otherwise`]
    return base === undefined ? [] : [`${one.text} keeps a base though nothing is pending`]
  })
  return doubles > 0 ? [...wrong, `${doubles} notes or tasks are shown twice`] : wrong
}
