import type { Driver, DriverName } from '../drivers/driver.ts'

/** How long a first pull took, without making the contacts. */
export interface Hydration {
  readonly totalMs: number
  readonly finishMs: number
  /** Of the first and the last tenth of the pages. */
  readonly firstTenthMs: number
  readonly lastTenthMs: number
}

type Asked = Omit<Driver, 'write' | 'finish'>

/** What the page may ask of its worker: the driver's own methods, and a whole first pull in its pages of 250. */
export type WorkerCalls = Asked & {
  load(name: DriverName): Promise<void>
  hydrate(contacts: number): Promise<Hydration>
}
export type CallName = keyof WorkerCalls

export interface ToWorker {
  readonly id: number
  readonly name: CallName
  readonly args: readonly unknown[]
}
export type FromWorker =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string }
