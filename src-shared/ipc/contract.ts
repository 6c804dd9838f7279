import type * as v from 'valibot'
import type { commands } from './commands.ts'
import type { storeCommands } from './store-commands.ts'

/** A table of requests: name → what goes in, what comes out. */
export type RequestTable = Readonly<Record<string, { input: v.GenericSchema; output: v.GenericSchema }>>

export type RequestName<T extends RequestTable> = keyof T & string
export type InputOf<T extends RequestTable, N extends RequestName<T>> = v.InferOutput<T[N]['input']>
export type OutputOf<T extends RequestTable, N extends RequestName<T>> = v.InferOutput<T[N]['output']>

/** The serving end implements its table whole; a request without a handler does not compile. */
export type HandlersOf<T extends RequestTable, Context = void> = {
  readonly [N in RequestName<T>]: (input: InputOf<T, N>, context: Context) => Promise<OutputOf<T, N>>
}

/** The asking end. Rejects with `AppError`: the other side's failure, or `state/refused` when the line is cut. */
export interface Caller<T extends RequestTable> {
  call<N extends RequestName<T>>(name: N, input: InputOf<T, N>): Promise<OutputOf<T, N>>
}

export type Commands = typeof commands
export type StoreCommands = typeof storeCommands
