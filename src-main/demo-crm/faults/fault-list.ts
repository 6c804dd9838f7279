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
  /** @param tokenId of the token that the request carries, if any: only such a one can expire */
  take(method: string, path: string, tokenId: number | undefined): FaultAction
  /** With the number of times left; null means without end. */
  list(): FaultStatus[]
}

/**
 * A list of faults in force, counted from their start.
 * @param newestToken id of the token given out last. A token that is got by a refresh after its fault began has not expired:
 * refreshing is the cure, also when the fault has no end
 */
export function createFaultList(initial: readonly Fault[], newestToken: () => number): FaultList {
  let entries = toEntries(initial)

  return {
    replace(faults) {
      entries = toEntries(faults)
    },
    take(method, path, tokenId) {
      let delayMs = 0
      for (const entry of entries) entry.lastToken ??= newestToken()
      for (const entry of entries) {
        if (entry.remaining === 0 || !matches(entry, method, path, tokenId)) continue
        entry.remaining = entry.remaining === null ? null : entry.remaining - 1
        delayMs += entry.fault.ms ?? 0
        if (entry.fault.kind !== 'latency') return { delayMs, fault: entry.fault }
      }
      return { delayMs, fault: undefined }
    },
    list: () => entries.map(({ fault, remaining }) => ({ ...fault, remaining })),
  }
}

type Entry = {
  readonly fault: Fault
  /** Upper case; undefined matches every method. */
  readonly method: string | undefined
  /** Undefined matches every path. */
  readonly path: RegExp | undefined
  /** The newest token when the fault began, known from the first request on. */
  lastToken: number | undefined
  remaining: number | null
}

function toEntries(faults: readonly Fault[]): Entry[] {
  return faults.map((fault) => ({
    fault,
    method: ['', '*', 'ANY'].includes(fault.method?.toUpperCase() ?? '') ? undefined : fault.method?.toUpperCase(),
    path: toPattern(fault.path ?? ''),
    lastToken: undefined,
    remaining: fault.times ?? null,
  }))
}

function matches(entry: Entry, method: string, path: string, tokenId: number | undefined): boolean {
  const { fault, lastToken = 0 } = entry
  if (fault.kind === 'expire-token' && (tokenId === undefined || tokenId > lastToken)) return false
  return (entry.method === undefined || entry.method === method) && (entry.path === undefined || entry.path.test(path))
}

/** Branches that do not lie under `/api/v4`. What begins otherwise can only mean a resource of the API. */
const ROOTS = /^(\*|\/(\*|api|oauth2?|v3|ajax|private|rest)(?![\w-]))/
/** A method of Bitrix24, such as `crm.contact.add`: behind `/rest/`, whoever calls it. */
const METHOD = /^(crm|user|event|imopenlines|app|server|batch|profile)\b(?!\/)/

/** Host and query of a whole address do not count; a resource may be named alone, as in `contacts` or `/contacts`. */
function toPattern(wanted: string): RegExp | undefined {
  const bare = wanted.replace(/^https?:\/\/[^/]+/i, '').replace(/\?.*$/, '')
  if (bare === '' || bare === '/') return undefined
  if (METHOD.test(bare)) return new RegExp(`^/rest/(.*/)?${escapeStars(bare)}(\\.json|\\.xml)?/?$`, 'i')
  const rooted = bare.startsWith('/') || bare.startsWith('*') ? bare : `/${bare}`
  const full = ROOTS.test(rooted) ? rooted : `/api/v4${rooted.replace(/^\/v4(?=\/)/, '')}`
  const source = escapeStars(full)
  return new RegExp(full.includes('*') ? `^${source}$` : `^${source}`)
}

/** The pattern as a regular expression; nothing but the stars means anything. */
function escapeStars(pattern: string): string {
  return pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*')
}
