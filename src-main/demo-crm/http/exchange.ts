import type { IncomingHttpHeaders } from 'node:http'
import type { PhpObject } from './php-query.ts'

/** One request, fully read. Handlers see nothing of sockets, so that every dialect is a function from call to reply. */
export type Call = {
  readonly method: string
  /** Path as sent, without the query. */
  readonly path: string
  readonly query: PhpObject
  readonly rawQuery: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** Scheme and host the caller used, e.g. `http://127.0.0.1:4010`, or `https:` behind a front: vendors build their own links from it. */
  readonly base: string
}

/** What goes back. `contentType` is absent when there is no body. */
export type Reply = {
  readonly status: number
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** An answer of JSON under the given content type. */
export function jsonReply(status: number, contentType: string, value: unknown): Reply {
  return { status, contentType, body: JSON.stringify(value) }
}

/** An answer without a body or a content type. */
export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers, body: '' }
}

/** A page. */
export function htmlReply(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, contentType: 'text/html', headers, body }
}

/** Narrows parsed JSON to an object; arrays and null are not objects here. */
export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Narrows parsed JSON to a list without letting `any` in. */
export function isJsonList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}
