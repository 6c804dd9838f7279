import { AppError } from '#shared/errors/app-error.ts'
import type { Access, Credentials } from '#core/http/access.ts'
import { isAccident, tellGate, unsent, type RequestGate } from '#core/http/http-client.ts'
import { exchange } from '#core/http/raw-exchange.ts'
import { readRetryRule, retryDelayMs, type RetryRule } from '#core/http/retry-timing.ts'
import { createServerTime } from '#core/http/server-time.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Logger } from '#core/ports/logger.ts'
import type { Network, RawAnswer } from '#core/ports/network.ts'
import type { Random } from '#core/ports/random.ts'
import {
  QUEUE_PARAM,
  type Answer,
  type BatchOutcome,
  type Bitrix24Api,
  type Command,
  type CommandOutcome,
  type Params,
} from './api.ts'
import { readBatch, toBatchParams, type ReadBatch } from './batch.ts'
import { toCallRequest } from './call-request.ts'
import { readAnswer, type Heard } from './envelope.ts'
import { changesRecords, isReading } from './methods.ts'
import { restingFailure, type MethodPauses } from './method-pauses.ts'
import { movedOriginOf } from './moved-portal.ts'
import { isTokenRefused } from './refusals.ts'

export interface Bitrix24ApiOptions {
  /** Gives origins that were checked: what opens a portal is sent there and nowhere else. */
  readonly access: Access
  /** Of this account. */
  readonly gate: RequestGate
  /** Of this account. */
  readonly pauses: MethodPauses
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Our queue of events at the portal, `null` while it keeps none for us. */
  readonly ownQueue?: () => string | null
}

interface Call {
  readonly method: string
  readonly params: Params
  readonly isRead: boolean
  readonly isChange: boolean
  readonly signal: AbortSignal
}

const READ_TRIES = 3
/** Nothing was carried out, and the gate holds everybody back meanwhile. */
const CROWDED_TRIES = 5
const crowdedRetryRule: RetryRule = { baseMs: 1_000, maxMs: 8_000 }

/** Speaks to one portal, as whoever its access lets in. */
export function createBitrix24Api(options: Bitrix24ApiOptions): Bitrix24Api {
  const { pauses, clock, random, logger, ownQueue = () => null } = options
  const send = createSender(options)
  let writeCount = 0

  /** Tries again what certainly did nothing, and what may be done twice. */
  async function insist(call: Call): Promise<Heard> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send.once(call)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        logger.warn('call failed', { ...error.details, method: call.method, attempt, code: error.code })
        const rule = retryRuleOf(error, call, attempt)
        if (rule === null) throw error
        await clock.sleep(retryDelayMs(attempt, random.next(), rule), call.signal)
      }
    }
  }

  /** What we have done ourselves need not be told to us: we read it when it is done. */
  const signed = (call: Call): Call => {
    const queue = ownQueue()
    return queue === null ? call : { ...call, params: { ...call.params, [QUEUE_PARAM]: queue } }
  }

  async function counted(call: Call): Promise<Heard> {
    if (!call.isChange) return insist(call)
    writeCount += 1
    try {
      return await insist(signed(call))
    } finally {
      writeCount += 1
    }
  }

  async function call(method: string, params: Params, signal: AbortSignal): Promise<Answer> {
    pauses.check([method])
    try {
      const { answer, time } = await counted({ method, params, ...natureOf([method]), signal })
      pauses.note(method, time, send.offsetMs())
      return answer
    } catch (error) {
      if (!(error instanceof AppError) || error.details['reason'] !== 'operating') throw error
      throw restingFailure(method, pauses.pause(method))
    }
  }

  return {
    call,
    async batch(commands, { halt, queue, needed = [] }, signal) {
      pauses.check(commands.flatMap(({ name, method }) => (needed.includes(name) ? method : [])))
      const going = withoutResting(commands, halt, pauses)
      if (going.length === 0) return new Map()
      const named = queue === undefined ? {} : { [QUEUE_PARAM]: queue }
      const params = { ...toBatchParams(going, halt), ...named }
      const nature = natureOf(going.map(({ method }) => method))
      const { answer } = await counted({ method: 'batch', params, ...nature, signal })
      const read = readBatch(going, halt, answer.result)
      const outcome = notePauses(going, read, pauses, send.offsetMs())
      return new Map(commands.map(({ name, method }) => [name, outcome.get(name) ?? restingOutcome(pauses, method)]))
    },
    heardAt: () => send.heardAt(),
    get writeCount() {
      return writeCount
    },
  }
}

const natureOf = (methods: readonly string[]): Pick<Call, 'isRead' | 'isChange'> => ({
  isRead: methods.every(isReading),
  isChange: methods.some(changesRecords),
})

function retryRuleOf(error: AppError, { isRead }: Call, attempt: number): RetryRule | null {
  if (error.code === 'rate-limited') {
    return error.details['reason'] !== 'operating' && attempt < CROWDED_TRIES ? crowdedRetryRule : null
  }
  return isRead && attempt < READ_TRIES && isAccident(error) ? readRetryRule : null
}

const restingOutcome = (pauses: MethodPauses, method: string): CommandOutcome => {
  const restMs = pauses.restOf(method)
  return restMs > 0 ? { kind: 'not-run', restMs } : { kind: 'not-run' }
}

/**
 * Those that can go. One that takes something from what rests stays at home with it; what only reads, or ends with the first
 * refusal, goes whole or not at all.
 * @throws {AppError} `rate-limited` where none would write
 */
function withoutResting(commands: readonly Command[], halt: boolean, pauses: MethodPauses): readonly Command[] {
  const resting = commands.filter(({ method }) => pauses.restOf(method) > 0)
  if (resting.length === 0) return commands
  const takesFrom = ({ params }: Command) =>
    resting.some(({ name }) => JSON.stringify(params).includes(`$result[${name}]`))
  const going = commands.filter((command) => !resting.includes(command) && !takesFrom(command))
  if (halt || !going.some(({ method }) => changesRecords(method))) pauses.check(resting.map(({ method }) => method))
  return going
}

/** Commands whose method has used up its time have done nothing; the method rests. */
function notePauses(
  commands: readonly Command[],
  { outcome, times }: ReadBatch,
  pauses: MethodPauses,
  offsetMs: number,
): BatchOutcome {
  for (const { name, method } of commands) {
    const time = times.get(name)
    if (time !== undefined) pauses.note(method, time, offsetMs)
  }
  const noted = new Map(outcome)
  for (const { name, method } of commands) {
    const found = outcome.get(name)
    if (found?.kind !== 'refused') continue
    if (found.refusal.code === 'OPERATION_TIME_LIMIT')
      noted.set(name, { kind: 'not-run', restMs: pauses.pause(method) })
    else if (found.refusal.code === 'QUERY_LIMIT_EXCEEDED') noted.set(name, { kind: 'not-run' })
  }
  return noted
}

/** One request, one judged answer. A token that is refused is replaced once, and a portal that has moved is followed once. */
function createSender({ access, gate, network, clock }: Bitrix24ApiOptions) {
  const serverTime = createServerTime()
  /** Where a portal has gone, by where it was. */
  const moved = new Map<string, string>()
  const serverNow = () => clock.now() + serverTime.offsetMs()

  async function exchangeOnce(credentials: Credentials, { method, params, isRead, signal }: Call): Promise<RawAnswer> {
    await gate.enter(signal)
    const isLong = !isRead || method === 'batch'
    return exchange(toCallRequest(credentials, method, params, isLong), { network, clock }, signal)
  }

  function judge(call: Call, answer: RawAnswer, origin: string): Heard {
    try {
      const heard = readAnswer(call.method, answer, origin, serverNow())
      const date = heard.time.date_finish ?? answer.date
      serverTime.note(date, clock.now())
      serverTime.trust(date)
      return heard
    } catch (error) {
      // A method that has used up its time is no reason to hold back the others.
      if (error instanceof AppError && error.details['reason'] !== 'operating') tellGate(gate, error)
      throw error
    }
  }

  return {
    offsetMs: () => serverTime.offsetMs(),
    heardAt: () => serverTime.heardAt(),
    async once(call: Call): Promise<Heard> {
      for (let hasReplaced = false, hasFollowed = false; ;) {
        const given = await unsent(access.authorize(serverNow(), call.signal))
        const credentials = { ...given, origin: moved.get(given.origin) ?? given.origin }
        const answer = await exchangeOnce(credentials, call)
        const next = hasFollowed ? null : movedOriginOf(answer, credentials.origin)
        if (next !== null) {
          // Sent again as it was: whoever follows a redirect by the book turns it into a GET, and loses the parameters.
          moved.set(given.origin, next)
          hasFollowed = true
          continue
        }
        try {
          return judge(call, answer, credentials.origin)
        } catch (error) {
          if (hasReplaced || !(error instanceof AppError) || !isTokenRefused(error)) throw error
          if (!(await unsent(access.refused(given.token, call.signal)))) throw error
          hasReplaced = true
        }
      }
    },
  }
}
