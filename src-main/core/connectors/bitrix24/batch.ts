import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import { invariant } from '#shared/errors/invariant.ts'
import { MAX_COMMANDS, type BatchOutcome, type Command, type CommandOutcome, type Params } from './api.ts'
import { readTime, type Time } from './envelope.ts'
import { toCommandText } from './php-query.ts'
import { failureOfRefusal, isLimit, readRefusal } from './refusals.ts'

const commandName = /^[A-Za-z]\w*$/

/** The body of a batch. */
export function toBatchParams(commands: readonly Command[], halt: boolean): Params {
  invariant(commands.length <= MAX_COMMANDS, 'a batch of more than the vendor takes')
  const cmd = Object.fromEntries(commands.map((command) => [command.name, toCommandText(command)]))
  invariant(Object.keys(cmd).length === commands.length, 'two commands of a batch have one name')
  // A map of numbers may come back as a list.
  invariant(
    commands.every(({ name }) => commandName.test(name)),
    'a command with an unusable name',
  )
  return { halt: halt ? 1 : 0, cmd }
}

type Part = Readonly<Record<string, unknown>>
const noPart: Part = {}
/** Each is `[]` when it is empty. */
const PartWire = v.optional(
  v.union([
    v.record(v.string(), v.unknown()),
    v.pipe(
      v.array(v.unknown()),
      v.transform(() => noPart),
    ),
  ]),
  noPart,
)
const BatchWire = v.object({
  result: PartWire,
  result_error: PartWire,
  result_total: PartWire,
  result_next: PartWire,
  result_time: PartWire,
})
type Parts = v.InferOutput<typeof BatchWire>

/** What became of the commands, and how long they took. */
export interface ReadBatch {
  readonly outcome: BatchOutcome
  readonly times: ReadonlyMap<string, Time>
}

/**
 * @throws {AppError} `remote/invalid-response` when a command is missing without a reason; what the caller was refused for, when
 *   that is all that came
 */
export function readBatch(commands: readonly Command[], halt: boolean, result: unknown): ReadBatch {
  const parsed = v.safeParse(BatchWire, result)
  if (!parsed.success) throw unreadable('result')
  const parts = parsed.output
  const outcome = new Map<string, CommandOutcome>()
  const times = new Map<string, Time>()
  let hasHalted = false
  for (const { name } of commands) {
    const found = readOutcome(name, parts, hasHalted)
    if (found === null) throw unreadable(`result.${name}`)
    outcome.set(name, found)
    if (Object.hasOwn(parts.result_time, name)) times.set(name, readTime(parts.result_time[name]))
    hasHalted ||= halt && found.kind !== 'answered'
  }
  refuseCaller(commands, outcome)
  return { outcome, times }
}

function readOutcome(name: string, parts: Parts, hasHalted: boolean): CommandOutcome | null {
  if (Object.hasOwn(parts.result_error, name)) {
    const refusal = readRefusal(parts.result_error[name], null)
    return refusal === null ? null : { kind: 'refused', refusal }
  }
  if (!Object.hasOwn(parts.result, name)) return hasHalted ? { kind: 'not-run' } : null
  const { operating = null } = readTime(parts.result_time[name])
  const next = toCount(parts.result_next, name)
  const total = toCount(parts.result_total, name)
  return { kind: 'answered', answer: { result: parts.result[name], next, total, operating } }
}

function toCount(part: Part, name: string): number | null {
  const value = Object.hasOwn(part, name) ? Number(part[name] ?? Number.NaN) : Number.NaN
  return Number.isFinite(value) ? value : null
}

/** Where nothing was carried out and the first was refused for its caller's sake, so is the batch. */
function refuseCaller(commands: readonly Command[], outcome: BatchOutcome): void {
  if ([...outcome.values()].some(({ kind }) => kind === 'answered')) return
  for (const { name, method } of commands) {
    const found = outcome.get(name)
    if (found?.kind !== 'refused' || isLimit(found.refusal)) return
    const failure = failureOfRefusal(method, found.refusal)
    const isCallers = failure.code.startsWith('auth/') && failure.details['reason'] !== 'rights'
    if (isCallers) throw failure
  }
}

const unreadable = (path: string): AppError =>
  new AppError('remote/invalid-response', 'a batch without an outcome', { details: { path, reached: true } })
