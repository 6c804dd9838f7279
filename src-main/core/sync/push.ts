import { fieldOf } from '#shared/domain/field-edit.ts'
import type { RecordId, RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { planNeighbours } from '#shared/sync/plan-neighbours.ts'
import { planPush, type ContactIntent, type PendingTarget } from '#shared/sync/plan-push.ts'
import { fingerprintOf, fingerprintOfNeighbour } from '#shared/sync/fingerprint.ts'
import { restOf } from '../connectors/held-alone.ts'
import { createTeller, type PushResult, type Teller } from './deliver.ts'
import type { JournaledTarget } from './journal-rows.ts'
import { pushCreates, type CreateIntent } from './push-creates.ts'
import { nextNeighbours, pushNeighbourEdits, pushNewNeighbours, toSendable } from './push-neighbours.ts'
import { toSending, toSentCreate, withoutRequest, type Intent } from './push-intents.ts'
import { createLineWalk } from './line-walk.ts'
import { createPushLanes } from './push-lanes.ts'
import { createPushReport } from './push-report.ts'
import { pushUpdates, type UpdateIntent } from './push-updates.ts'
import { worksOf } from './rests.ts'
import type { SyncContext } from './sync-context.ts'
import { takeAlong, withoutAnswered } from './take-along.ts'
import { afterLostAnswer, type SentCreate } from './target-state.ts'

/**
 * So many batches of updates may be out at once: at the vendor's seven requests a second, enough for answers that take more
 * than a second.
 */
const LANES = 10
/** And so many may wait for the window to take in what became of them, before the CRM has to wait as well. */
const MOST_UNTOLD = 20

/**
 * Sends everything that can be sent now, batch by batch. Batches that only change contacts go side by side, no contact in
 * two of them; what makes contacts or companies goes by itself. Ends, however it does, when nothing is out any more.
 */
export async function pushAll(context: SyncContext, signal: AbortSignal): Promise<void> {
  const [lanes, untold] = [createPushLanes(LANES), createPushLanes(MOST_UNTOLD)]
  const line: Line = { context, teller: createTeller(context), busy: new Set() }
  const report = createPushReport(context)
  const walk = createLineWalk(context)
  const begin = async (batch: Batch): Promise<void> => {
    const { told } = await batch.send(signal)
    untold.begin(() => told)
  }
  try {
    for (;;) {
      await lanes.vacancy()
      await untold.vacancy()
      signal.throwIfAborted()
      const isQuiet = lanes.isEmpty && untold.isEmpty
      // From here on nothing is awaited until it is written down what leaves: the user may take edits back at any time.
      const targets = walk.next(isQuiet)
      const batch = targets === 'goes-on' ? 'held' : planBatch(line, targets)
      if (targets === 'goes-on' || batch === 'held') {
        // Whatever else main has to do comes in between.
        await context.clock.sleep(0, signal)
      } else if (targets.length === 0 && isQuiet) {
        return
      } else if (batch === null) {
        await Promise.race([lanes, untold].filter(({ isEmpty }) => !isEmpty).map((some) => some.next()))
      } else if (batch.isApart) {
        report(targets)
        lanes.begin(() => begin(batch))
      } else if (isQuiet) {
        report(targets)
        await begin(batch)
        await untold.all()
      } else {
        await lanes.all()
        await untold.all()
      }
    }
  } finally {
    await lanes.settled()
    await untold.settled()
  }
}

/** What the batches of one push share. */
interface Line {
  readonly context: SyncContext
  readonly teller: Teller
  /** Contacts of which the window has not heard yet what became of them. */
  readonly busy: Set<RemoteId>
}

/** What has been written down, and is on its way to the window. */
interface Sent {
  readonly told: Promise<void>
}

/** What is written down as leaving, and what it is for. */
interface Leaving {
  readonly leaving: readonly JournaledTarget[]
  readonly intents: readonly Intent[]
}

/** What goes together. `send` writes down that it leaves before it returns its promise. */
interface Batch {
  /** It changes contacts of the CRM and nothing else: others may go beside it. */
  readonly isApart: boolean
  readonly send: (signal: AbortSignal) => Promise<Sent>
}

/**
 * One step for one batch: what needs no request, else creates, else updates. The rest is read from the journal again
 * afterwards, because the user may take edits back while a request is out.
 * @returns `null` when all that could go concerns contacts that are busy; `held` when the CRM takes none of it now: then it is
 *   passed over, and what stands behind it is to be asked for
 */
function planBatch(line: Line, targets: readonly PendingTarget[]): Batch | 'held' | null {
  const { context, busy } = line
  const { journal } = context
  const remoteIdOf = ({ contactId }: ContactIntent) => journal.identities.remoteId(contactId)
  const isInCrm = (id: RecordId) => journal.identities.remoteId(id) !== null
  const all = { intents: planPush(targets, isInCrm), neighbours: planNeighbours(targets, isInCrm) }
  const idle = withoutRequest(targets, [...all.intents, ...all.neighbours])
  if (idle.length > 0) {
    const result = { moves: idle, contacts: [], companies: [] }
    return { isApart: false, send: async () => Promise.resolve(writeDown(line, result)) }
  }
  const [intents, neighbours] = [context.rests.sift(all.intents), context.rests.sift(all.neighbours)]
  if (targets.length > 0 && intents.length + neighbours.length === 0) return 'held'
  const creates = intents.filter((intent): intent is CreateIntent => intent.kind === 'create')
  if (creates.length > 0) {
    const sent = describeCreates(context)
    const leaving = creates.flatMap((intent) => toSentCreate(intent, sent, fingerprintOf(intent.fields)))
    const work = (signal: AbortSignal) => pushCreates(context, creates, sent.isMarked, signal)
    return { isApart: false, send: (signal) => send(line, { leaving, intents: creates }, () => work(signal)) }
  }
  const beside = nextNeighbours(neighbours)
  if (beside !== null) return toNeighbours(line, beside)
  const updates = intents.filter((intent): intent is UpdateIntent => intent.kind === 'update')
  const free = oneOfEach(updates, remoteIdOf).filter((intent) => !busy.has(remoteIdOf(intent) ?? NOBODY))
  return free.length === 0 ? null : toUpdates(line, free)
}

const NOBODY = '' as RemoteId

function toUpdates(line: Line, intents: readonly UpdateIntent[]): Batch {
  const { context, busy } = line
  const { journal } = context
  const remoteIds = intents.flatMap(({ contactId }) => journal.identities.remoteId(contactId) ?? [])
  const taken = intents.map((intent) => takeAlong(journal, intent))
  const whole = taken.map(({ intent }) => intent)
  const asideIds = new Set(taken.flatMap((one) => [...one.asideIds]))
  const leaving = intents.flatMap((intent) => toSending(intent))
  const release = () => {
    for (const id of remoteIds) busy.delete(id)
  }
  return {
    // A company may have to be made, once.
    isApart: !intents.some(({ edits }) => edits.some(({ edit }) => fieldOf(edit) === 'company')),
    async send(signal) {
      for (const id of remoteIds) busy.add(id)
      try {
        const { told } = await send(line, { leaving, intents }, async () =>
          withoutAnswered(journal, asideIds, await pushUpdates(context, whole, signal)),
        )
        return { told: told.finally(release) }
      } catch (error) {
        release()
        throw error
      }
    },
  }
}

/** Notes, tasks and the like go by themselves: they are few, and what makes one must not go twice. */
function toNeighbours(line: Line, beside: NonNullable<ReturnType<typeof nextNeighbours>>): Batch {
  const { context } = line
  const { kind } = beside
  if ('updates' in beside) {
    const leaving = beside.updates.flatMap((intent) => toSending(intent))
    const work = (signal: AbortSignal) => pushNeighbourEdits(context, kind, beside.updates, signal)
    return { isApart: false, send: (signal) => send(line, { leaving, intents: beside.updates }, () => work(signal)) }
  }
  const sent = { ...describeCreates(context), isMarked: false }
  const leaving = beside.creates.flatMap((intent) =>
    toSentCreate(intent, sent, fingerprintOfNeighbour(toSendable(context, intent.record))),
  )
  const work = (signal: AbortSignal) => pushNewNeighbours(context, kind, beside.creates, signal)
  return { isApart: false, send: (signal) => send(line, { leaving, intents: beside.creates }, () => work(signal)) }
}

/** Two ids may have come to mean one contact of the CRM: each writes whole lists, so they must not go side by side. */
function oneOfEach<T>(items: readonly T[], keyOf: (item: T) => unknown): readonly T[] {
  return [...Map.groupBy(items, keyOf).values()].flatMap(([first]) => (first === undefined ? [] : [first]))
}

/**
 * Writes down that requests are leaving, lets them leave, and writes down what came back. From the first line on
 * nobody can take these edits back; a kill in between is sorted out when the journal is opened again.
 */
async function send(
  line: Line,
  { leaving: sending, intents }: Leaving,
  work: () => ReturnType<typeof pushUpdates>,
): Promise<Sent> {
  const { context } = line
  const before = whereTheyAre(context, sending)
  context.journal.advance(sending)
  try {
    const sent = writeDown(line, await work())
    // It would go on for ever.
    if (whereTheyAre(context, sending) !== before || context.rests.restOfAny(intents) > 0) return sent
    await sent.told
  } catch (error) {
    context.journal.advance(afterFailure(context, sending, error))
    const restMs = restOf(error)
    if (restMs === null) throw error
    // What the CRM does not even let us look at waits; all else goes.
    context.rests.note(intents.flatMap(worksOf), restMs)
    return { told: Promise.resolve() }
  }
  throw new AppError('remote/invalid-response', 'the CRM neither takes nor refuses an edit')
}

function writeDown({ context, teller }: Line, result: PushResult): Sent {
  context.journal.advance(result.moves, result.added)
  return { told: teller.tell(result) }
}

/** Tells whether a batch got anywhere: its edits, which of their contacts the CRM has, and how creates are sent. */
function whereTheyAre({ journal, connector }: SyncContext, sending: readonly JournaledTarget[]): string {
  const line = sending.map((target) => [
    journal.stateOf(target)?.kind ?? 'gone',
    journal.identities.remoteId(target.recordId),
  ])
  return JSON.stringify([line, connector.marksCreates])
}

/** What will tell these creates from others. @throws {AppError} when a create that is lost could not be looked for */
function describeCreates({ connector }: SyncContext): Omit<SentCreate, 'fingerprint'> {
  const sentAfter = connector.heardAt()
  if (sentAfter === null) throw new AppError('remote/invalid-response', 'the CRM does not say what time it is')
  return { sentAfter, isMarked: connector.marksCreates }
}

/** A request that certainly had no effect may simply be repeated; after any other a create is in doubt. */
function afterFailure(
  { journal }: SyncContext,
  sending: readonly JournaledTarget[],
  error: unknown,
): readonly JournaledTarget[] {
  const hadNoEffect = error instanceof AppError && error.details['reached'] === false
  return sending
    .filter((target) => journal.stateOf(target)?.kind === 'sending')
    .map((target) => ({ ...target, state: hadNoEffect ? { kind: 'pending' } : afterLostAnswer(target.state) }))
}
