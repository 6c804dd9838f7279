import type { Fault } from './fault-schema.ts'

/** What the matching faults ask for: a wait, and at most one deed. */
export type FaultAction = {
  readonly delayMs: number
  readonly fault: Exclude<Fault, { kind: 'latency' }> | undefined
}

/** A fault and the times it has left; null means without end. */
export type FaultStatus = Fault & { readonly remaining: number | null }

/** The faults in force, in order. Taking one counts it. */
export type FaultList = {
  replace(faults: readonly Fault[]): void
  /** @param hasToken whether the request carries a token: only such a one can expire */
  take(method: string, path: string, hasToken: boolean): FaultAction
  /** With the number of times left; null means without end. */
  list(): FaultStatus[]
}

/** A list of faults in force, counted from their start. */
export function createFaultList(initial: readonly Fault[]): FaultList {
  let entries = toEntries(initial)

  return {
    replace(faults) {
      entries = toEntries(faults)
    },
    take(method, path, hasToken) {
      let delayMs = 0
      for (const entry of entries) {
        if (entry.remaining === 0 || !matches(entry.fault, method, path, hasToken)) continue
        entry.remaining = entry.remaining === null ? null : entry.remaining - 1
        if (entry.fault.kind !== 'latency') return { delayMs, fault: entry.fault }
        delayMs += entry.fault.ms
      }
      return { delayMs, fault: undefined }
    },
    list: () => entries.map(({ fault, remaining }) => ({ ...fault, remaining })),
  }
}

type Entry = { readonly fault: Fault; remaining: number | null }

function toEntries(faults: readonly Fault[]): Entry[] {
  return faults.map((fault) => ({ fault, remaining: fault.times ?? null }))
}

function matches(fault: Fault, method: string, path: string, hasToken: boolean): boolean {
  if (fault.kind === 'expire-token' && !hasToken) return false
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false
  return fault.path === undefined || matchesPath(fault.path, path)
}

function matchesPath(wanted: string, path: string): boolean {
  if (!wanted.includes('*')) return path.startsWith(wanted)
  const source = wanted
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`).test(path)
}
