import { startDemoCrm } from '#demo-crm/server.ts'
import type { DemoCrm, DemoCrmOptions } from '#demo-crm/server.ts'

/** An answer as a test looks at it: the whole body parsed when it is JSON, the text otherwise. */
export type Answer = { readonly status: number; readonly type: string | null; readonly body: unknown }

/** A running demo CRM of a few contacts, and short ways to speak to it. */
export type DemoSession = {
  readonly crm: DemoCrm
  /** Moves the injected clock; it never moves by itself. */
  advance(ms: number): void
  readonly now: () => number
  get(path: string, token?: string): Promise<Answer>
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
}

/** 1 June 2025, 12:00 UTC: any moment will do, as long as it is always the same. */
export const START_MS = Date.UTC(2025, 5, 1, 12)

export async function startSession(options: DemoCrmOptions = {}): Promise<DemoSession> {
  let nowMs = START_MS
  const crm = await startDemoCrm({ contacts: 60, limits: 'off', clock: () => nowMs, ...options })
  async function ask(url: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(url, { redirect: 'manual', ...init })
    const text = await response.text()
    const type = response.headers.get('content-type')
    const isJson = type?.includes('json') === true && text !== ''
    return { status: response.status, type, body: isJson ? (JSON.parse(text) as unknown) : text }
  }
  return {
    crm,
    now: () => Math.floor(nowMs / 1000),
    advance(ms) {
      nowMs += ms
    },
    get: (path, token = crm.amocrm.token) =>
      ask(`${crm.amocrm.url}${path}`, { headers: { authorization: `Bearer ${token}` } }),
    send: (method, path, body, headers = {}) =>
      ask(`${crm.amocrm.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${crm.amocrm.token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    control: (method, path, body) =>
      ask(`${crm.control}${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
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
export function listAt(body: unknown, ...path: readonly (string | number)[]): Record<string, unknown>[] {
  const value = at(body, ...path)
  return Array.isArray(value) ? (value as Record<string, unknown>[]) : []
}

/** Creates one contact and gives its id. */
export async function createContact(session: DemoSession, item: Record<string, unknown>): Promise<number> {
  const answer = await session.send('POST', '/api/v4/contacts', [item])
  if (answer.status !== 200) throw new Error(`The contact was refused: ${JSON.stringify(answer.body)}`)
  return Number(at(answer.body, '_embedded', 'contacts', 0, 'id'))
}

/** A 400 with its complaints, as the vendor words it. */
export function validationBody(items: readonly { request_id: string; errors: readonly unknown[] }[]): unknown {
  return {
    'validation-errors': items,
    title: 'Bad Request',
    type: 'https://httpstatus.es/400',
    status: 400,
    detail: 'Request validation failed',
  }
}

export function notSupportedChoice(path: string): unknown {
  return { code: 'NotSupportedChoice', path, detail: 'The value you selected is not a valid choice.' }
}

export function fieldMissing(path: string): unknown {
  return { code: 'FieldMissing', path, detail: 'This field is missing.' }
}

/** Creates one record of any kind and gives its id. */
export async function create(session: DemoSession, plural: string, item: Record<string, unknown>): Promise<number> {
  const answer = await session.send('POST', `/api/v4/${plural}`, [item])
  if (answer.status !== 200) throw new Error(`The record was refused: ${JSON.stringify(answer.body)}`)
  return Number(at(answer.body, '_embedded', plural, 0, 'id'))
}

/** A long-lived token of another user. */
export async function tokenOf(session: DemoSession, userId: number): Promise<string> {
  return String(at((await session.control('POST', '/tokens', { userId })).body, 'token'))
}

/** Types of the events of one record, newest first. */
export async function eventTypes(session: DemoSession, entity: string, id: number): Promise<unknown[]> {
  const { body } = await session.get(`/api/v4/events?filter[entity]=${entity}&filter[entity_id]=${id}`)
  return listAt(body, '_embedded', 'events').map((event) => event['type'])
}

/** An administrator and somebody who is none. */
export const ADMIN = 10420110
export const COLLEAGUE = 10420116
