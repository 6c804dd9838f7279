import * as v from 'valibot'
import type { ContactId, RemoteId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { ContactIdSchema } from '#shared/ipc/schemas.ts'
import type { Checkpoint } from '#shared/ipc/store-commands.ts'
import type { ChatPort } from '../connectors/neighbour-port.ts'
import type { SyncContext } from './sync-context.ts'

/** Not more often than this, unless the user asks. */
const LEAST_AGE_MS = 15 * 60_000
/** Each question buys so long a rest: of what a CRM lets us ask, chats take one part in a hundred. */
const REST_PER_QUESTION_MS = 15_000
/** With so few questions the user is answered at once. */
const FEW_QUESTIONS = 10

const PositionSchema = v.object({
  /** The last contact that was asked about. */
  after: v.nullable(ContactIdSchema),
  /** Questions of this round. */
  asked: v.number(),
  /** When the last round ended, milliseconds of this device; `null` before the first. */
  doneAt: v.nullable(v.number()),
})
type Position = v.InferOutput<typeof PositionSchema>

const atStart: Position = { after: null, asked: 0, doneAt: null }

export interface ChatWishes {
  readonly isAsked: boolean
  readonly betweenPages: () => Promise<void>
}

/**
 * Brings the chats of all contacts that are here, some contacts at a time; again when what the last round has cost is made
 * up for by rest, for a CRM that tells of chats only contact by contact says nothing of what has changed.
 */
export async function pullChats(
  context: SyncContext,
  checkpoint: Checkpoint | null,
  { isAsked, betweenPages }: ChatWishes,
  signal: AbortSignal,
): Promise<void> {
  const { accountId, clock, connector, store } = context
  const port = connector.neighbours.chat
  if (port === undefined) return
  let position = begin(toPosition(checkpoint), isAsked, clock.now())
  while (position !== null) {
    const after: ContactId | null = position.after
    const { remoteIds, chatIds, next } = await store.call('cache/list-contacts', {
      ...{ accountId, after },
      limit: port.contactsPerRead,
    })
    const chats = await readChats(context, port, remoteIds, chatIds, signal)
    signal.throwIfAborted()
    const asked: number = position.asked + 1
    const isLast = next === null || chats === null
    const reached: Position = isLast
      ? { after: null, asked, doneAt: clock.now() }
      : { after: next, asked, doneAt: position.doneAt }
    await store.call('cache/apply-neighbours', {
      ...{ accountId, kind: 'chat' },
      changes: (chats ?? []).map((neighbour) => ({ kind: 'upsert', neighbour })),
      checkpoint: { cursor: JSON.stringify(reached), isComplete: isLast },
    })
    await betweenPages()
    position = isLast ? null : reached
  }
}

/**
 * Chats of these contacts as they are now. What is theirs here and not there is asked for by itself: it has moved.
 * @returns `null` where chats are not for this user to see
 */
export async function readChats(
  { journal: { identities } }: Pick<SyncContext, 'journal'>,
  port: ChatPort,
  contactIds: readonly RemoteId[],
  knownIds: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[] | null> {
  const there = contactIds.length === 0 ? [] : await port.readAbout(contactIds, signal)
  if (there === null) return null
  const told = new Set(there.map(({ remoteId }) => remoteId))
  const missing = knownIds.filter((id) => !told.has(id))
  const moved = missing.length === 0 ? [] : [...((await port.read(missing, signal))?.values() ?? [])]
  return [...there, ...moved].map((chat) => identities.adoptNeighbour(chat))
}

/** Where to go on; `null` while it rests. */
function begin(position: Position, isAsked: boolean, now: number): Position | null {
  const { doneAt, asked, after } = position
  if (after !== null || doneAt === null) return position
  const age = Math.abs(now - doneAt)
  const isRested = age >= Math.max(LEAST_AGE_MS, asked * REST_PER_QUESTION_MS)
  return isRested || (isAsked && asked <= FEW_QUESTIONS) ? { after: null, asked: 0, doneAt } : null
}

/** One that cannot be read is begun anew. */
function toPosition(checkpoint: Checkpoint | null): Position {
  if (checkpoint === null) return atStart
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), PositionSchema), checkpoint.cursor)
  return read.success ? read.output : atStart
}
