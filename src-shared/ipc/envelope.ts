import * as v from 'valibot'
import { errorCodes } from '../errors/app-error.ts'

export const WireErrorSchema = v.object({
  code: v.picklist(errorCodes),
  message: v.string(),
  details: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
})

/** Everything that travels between the window and main, the same over Electron and over the browser host's socket. */
export const EnvelopeSchema = v.variant('kind', [
  v.object({ kind: v.literal('request'), id: v.number(), name: v.string(), payload: v.unknown() }),
  v.object({ kind: v.literal('reply'), id: v.number(), ok: v.literal(true), value: v.unknown() }),
  v.object({ kind: v.literal('failure'), id: v.number(), error: WireErrorSchema }),
  v.object({ kind: v.literal('event'), name: v.string(), payload: v.unknown() }),
])
export type Envelope = v.InferOutput<typeof EnvelopeSchema>

/** One end of a duplex line that carries envelopes; Electron IPC or a WebSocket fill it. */
export interface Channel {
  /** Sends a JSON-compatible message. A closed channel drops it. */
  send(message: Envelope): void
  /** `message` is `unknown`: it came from another process. */
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
}
