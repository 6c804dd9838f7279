import * as v from 'valibot'
import { AppError, toAppError, toWireError } from '../errors/app-error.ts'
import type { Caller, HandlersOf, RequestName, RequestTable } from './contract.ts'
import { EnvelopeSchema, type Channel, type Envelope } from './envelope.ts'
import { events, type EventName, type EventPayload } from './events.ts'

export interface PeerOptions<Served extends RequestTable, Asked extends RequestTable, Context> {
  readonly channel: Channel
  /** What this end answers, and with what. */
  readonly serves: { readonly table: Served; readonly handlers: HandlersOf<Served, Context>; readonly context: Context }
  /** What this end may ask. */
  readonly asks: Asked
  /** Told of every message that had to be refused; never throws. */
  readonly onRefused: (error: AppError) => void
}

/** One end of the line: asks, tells, and hears. */
export interface Peer<Asked extends RequestTable> extends Caller<Asked> {
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): void
}

type Pending = {
  readonly name: string
  readonly resolve: (value: unknown) => void
  readonly reject: (error: AppError) => void
}
type EventListener = { readonly name: EventName; readonly hear: (payload: unknown) => void }

/** Parses what came from another process. @throws {AppError} `contract/invalid-message` with the path of the first fault */
function parse<S extends v.GenericSchema>(schema: S, value: unknown, what: string): v.InferOutput<S> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const [issue] = result.issues
  const details = { what, path: v.getDotPath(issue) ?? '' }
  throw new AppError('contract/invalid-message', `${what}: ${issue.message} at ${details.path}`, { details })
}

/**
 * One end of the line between a window and main. Both ends check what arrives: requests against the table they serve,
 * replies against the table they ask, events against theirs. Failures travel as data.
 */
export function createPeer<Served extends RequestTable, Asked extends RequestTable, Context>(
  options: PeerOptions<Served, Asked, Context>,
): Peer<Asked> {
  const { channel, serves, asks } = options
  const pending = new Map<number, Pending>()
  const listeners: EventListener[] = []
  let lastId = 0
  let isClosed = false

  async function answer(id: number, name: string, payload: unknown): Promise<void> {
    try {
      if (!Object.hasOwn(serves.table, name)) throw new AppError('contract/invalid-message', `no such request: ${name}`)
      const known = name as RequestName<Served>
      const input = parse(serves.table[known]?.input as v.GenericSchema, payload, name)
      const handle = serves.handlers[known]
      const value = await handle(input, serves.context)
      channel.send({ kind: 'reply', id, ok: true, value })
    } catch (error) {
      channel.send({ kind: 'failure', id, error: toWireError(error) })
    }
  }

  function settle(id: number, act: (waiting: Pending) => void): void {
    const waiting = pending.get(id)
    pending.delete(id)
    if (waiting !== undefined) act(waiting)
  }

  function receive(envelope: Envelope): void {
    switch (envelope.kind) {
      case 'request':
        void answer(envelope.id, envelope.name, envelope.payload)
        return
      case 'reply':
        settle(envelope.id, (waiting) => waiting.resolve(envelope.value))
        return
      case 'failure':
        settle(envelope.id, (waiting) => waiting.reject(toAppError(envelope.error)))
        return
      case 'event':
        for (const { name, hear } of listeners) if (name === envelope.name) hear(envelope.payload)
    }
  }

  channel.onMessage((message) => {
    try {
      receive(parse(EnvelopeSchema, message, 'envelope'))
    } catch (error) {
      options.onRefused(error instanceof AppError ? error : new AppError('contract/invalid-message', String(error)))
    }
  })
  channel.onClose(() => {
    isClosed = true
    for (const id of [...pending.keys()]) settle(id, (waiting) => waiting.reject(lineIsCut(waiting.name)))
  })

  return {
    async call(name, input) {
      if (isClosed) throw lineIsCut(name)
      const id = ++lastId
      const value = await new Promise<unknown>((resolve, reject) => {
        pending.set(id, { name, resolve, reject })
        channel.send({ kind: 'request', id, name, payload: input })
      })
      return parse(asks[name]?.output as v.GenericSchema, value, name)
    },
    emit: (name, payload) => channel.send({ kind: 'event', name, payload }),
    on(name, listener) {
      const hear = (payload: unknown) => listener(parse(events[name], payload, name))
      listeners.push({ name, hear })
    },
  }
}

const lineIsCut = (name: string) =>
  new AppError('state/refused', `the line was cut during ${name}`, { details: { reason: 'disconnected' } })
