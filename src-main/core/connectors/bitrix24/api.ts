import { AppError, type ErrorDetails } from '#shared/errors/app-error.ts'

/** As the vendor's JSON takes them: lower-case names; `fields`, `filter`, `order`, `select`, `id`, `start`. */
export type Params = Readonly<Record<string, unknown>>

/** A success. `result` has been looked at by nobody: whoever called parses it. */
export interface Answer {
  readonly result: unknown
  /** `start` of the next page, of a list that has one. */
  readonly next: number | null
  /** Of a list that was counted; 0 under `start=-1`. */
  readonly total: number | null
  /** Seconds of work that this method has taken of its budget, where the portal tells. */
  readonly operating: number | null
}

/** The vendor's no, in its own words. */
export interface Refusal {
  /** In capitals; often empty: then only `message` tells. */
  readonly code: string
  /** May be in the portal's language, without markup. */
  readonly message: string
  /** HTTP status; `null` of a command in a batch. */
  readonly status: number | null
}

/** One command of a batch. A parameter whose text holds `$result[name][KEY]` takes it from an earlier answer. */
export interface Command {
  /** Letters, digits and underscores, a letter first, each once in a batch. */
  readonly name: string
  readonly method: string
  readonly params: Params
}

export type CommandOutcome =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** It was refused by itself; nothing was carried out. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** One before it failed and the batch halts, or its method has used up its time: it has done nothing. `restMs`: for so long. */
  | { readonly kind: 'not-run'; readonly restMs?: number }

export interface BatchOptions {
  readonly halt: boolean
  /** Names of commands without which none may leave: while the method of one rests, the whole batch stays at home. */
  readonly needed?: readonly string[]
  /** Whose queue of events it is about, where commands of it are about one. */
  readonly queue?: string
}

/** One entry per command, in their order. */
export type BatchOutcome = ReadonlyMap<string, CommandOutcome>

/** More than this the vendor refuses one by one. */
export const MAX_COMMANDS = 50

/**
 * Calls methods of one portal, at the vendor's rate.
 *
 * All methods throw {AppError} `offline`, `timeout`, `rate-limited`, `remote/unavailable`, `remote/invalid-response`, `auth/*`
 * as `Connector` documents them, with `details.reached`; an aborted call rejects with the signal's reason. What only reads
 * is tried up to three times where the failure looks like an accident; what writes is sent once, unless it certainly was not
 * carried out.
 */
export interface Bitrix24Api {
  /** @throws {CallRefusal} also, when the vendor refuses this call and not its caller */
  call(method: string, params: Params, signal: AbortSignal): Promise<Answer>
  /**
   * At most `MAX_COMMANDS`, run one after the other in one request. One that is refused for its caller's sake (sign-in, scope)
   * fails them all. Of a batch that writes, commands whose method rests stay at home and the others go.
   * @param options.halt whether the first refusal ends it
   */
  batch(commands: readonly Command[], options: BatchOptions, signal: AbortSignal): Promise<BatchOutcome>
  /** The server's own time, milliseconds, whole seconds, of the newest answer; `null` before the first. */
  heardAt(): number | null
  /** Grows when a call that may change a record leaves, and again when it has ended. */
  readonly writeCount: number
}

/**
 * By this name the portal knows whose changes are whose: with a call that writes, it says for whom there is no need to queue
 * what the call does. At the top of the parameters, of a batch too.
 */
export const QUEUE_PARAM = 'auth_connector'

/** A call that the vendor understood and refused. Nothing was carried out. A read that is refused is an answer of another kind. */
export class CallRefusal extends AppError {
  readonly #refusal: Refusal

  constructor(method: string, refusal: Refusal, isRead: boolean, details: ErrorDetails = {}) {
    super(isRead ? 'remote/invalid-response' : 'remote/rejected', `${method} was refused`, {
      details: { ...details, method, status: refusal.status, reached: false },
    })
    this.#refusal = refusal
  }

  /** Behind a getter of a private field, because it may quote what was sent: no logger or serializer comes upon it. */
  get refusal(): Refusal {
    return this.#refusal
  }
}
