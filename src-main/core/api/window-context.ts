import type { Caller, StoreCommands } from '#shared/ipc/contract.ts'

/** Who is asking: the window at the other end of the line. */
export interface WindowContext {
  readonly window: Caller<StoreCommands>
}
