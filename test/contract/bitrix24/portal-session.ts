import { startDemoCrm } from '#demo-crm/server.ts'
import type { DemoCrm, DemoCrmOptions } from '#demo-crm/server.ts'
import type { PartialPortalSwitches } from '#demo-crm/bitrix24/switches.ts'

/** An answer as a test looks at it: the body parsed when it is JSON, the text otherwise. */
export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown }

/** Parameters as a client sends them in JSON. */
export type Params = Readonly<Record<string, unknown>>

/** A running demo portal, and short ways to speak to it. */
export type PortalSession = {
  readonly crm: DemoCrm
  /** Moves the injected clock; it never moves by itself. */
  advance(ms: number): void
  /** Whole seconds. */
  readonly now: () => number
  /** Calls a method by the administrator's webhook, in JSON. */
  call(method: string, params?: Params): Promise<Answer>
  /** The result of a call that has to succeed. */
  result(method: string, params?: Params): Promise<unknown>
  /** The same by another webhook's address. */
  callBy(webhook: string, method: string, params?: Params): Promise<Answer>
  /** Calls a method as the application, with an access token. */
  callWith(token: string, method: string, params?: Params): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
  turn(switches: PartialPortalSwitches): Promise<unknown>
  ask(path: string, init?: RequestInit): Promise<Answer>
}

/** 1 June 2025, 12:00 UTC: any moment will do, as long as it is always the same. */
export const START_MS = Date.UTC(2025, 5, 1, 12)
/** The same moment as the portal writes it. */
export const START_TEXT = '2025-06-01T15:00:00+03:00'
/** The one with few rights. */
export const TRAINEE = 5
/** Somebody who is no administrator and may do everything with records. */
export const COLLEAGUE = 2

export async function startPortal(options: DemoCrmOptions = {}): Promise<PortalSession> {
  let nowMs = START_MS
  const crm = await startDemoCrm({ contacts: 60, limits: 'off', clock: () => nowMs, ...options })

  async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(url, { redirect: 'manual', ...init })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true && text !== ''
    return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text }
  }
  const post = (url: string, body: unknown): Promise<Answer> =>
    ask(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const call = (method: string, params: Params = {}): Promise<Answer> =>
    post(`${crm.bitrix24.webhook}${method}`, params)
  const control = (method: string, path: string, body?: unknown): Promise<Answer> =>
    ask(`${crm.control}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })

  return {
    crm,
    ...{ call, control },
    now: () => Math.floor(nowMs / 1000),
    advance(ms) {
      nowMs += ms
    },
    async result(method, params) {
      const answer = await call(method, params)
      if (answer.status !== 200) throw new Error(`${method} was refused: ${JSON.stringify(answer.body)}`)
      return at(answer.body, 'result')
    },
    callBy: (webhook, method, params = {}) => post(`${webhook}${method}`, params),
    callWith: (token, method, params = {}) => post(`${crm.bitrix24.url}/rest/${method}`, { ...params, auth: token }),
    turn: (switches) => control('POST', '/bitrix24/switches', switches),
    ask: (path, init) => ask(`${crm.bitrix24.url}${path}`, init),
  }
}

/** Follows a path of keys into a parsed body; undefined where it ends early. */
export function at(body: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[key] : undefined,
    body,
  )
}

/** A list inside a body; empty where there is none. */
export function rows(body: unknown, ...path: readonly (string | number)[]): Record<string, unknown>[] {
  const value = at(body, ...path)
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}

/** One key of every row. */
export function column(list: unknown, key: string): unknown[] {
  return rows(list).map((row) => row[key])
}

/** Makes a record by one of the old methods and gives its id. */
export async function add(session: PortalSession, kind: string, fields: Params): Promise<number> {
  return Number(await session.result(`crm.${kind}.add`, { fields }))
}

/** The address of a webhook of another user. */
export async function webhookOf(session: PortalSession, userId: number, scopes?: readonly string[]): Promise<string> {
  return String(at((await session.control('POST', '/bitrix24/webhooks', { userId, scopes })).body, 'url'))
}

/** An access token of the application for a user. */
export async function tokenOf(session: PortalSession, userId = 1): Promise<string> {
  return String(at((await session.control('POST', '/bitrix24/tokens', { userId })).body, 'access_token'))
}

/** The answer to what failed, as the old methods word it. */
export function failed(description: string, error = '', status = 400): unknown {
  return expectLike(status, { error, error_description: description })
}

function expectLike(status: number, body: unknown): { readonly status: number; readonly body: unknown } {
  return { status, body }
}
