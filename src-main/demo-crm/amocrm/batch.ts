import { isJsonObject } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import { invalidType, validationProblem } from './answers.ts'
import type { FieldError, ItemErrors } from './answers.ts'
import type { AmoContext } from './context.ts'
import { isIntLike } from './scalars.ts'

export type Item = Readonly<Record<string, unknown>>

/** What one submitted item means, or what is wrong with it. `requestId` comes back as it was sent, or is its index. */
export type BatchRead<T> =
  | { readonly requestId: string; readonly value: T }
  | { readonly requestId: string; readonly errors: readonly FieldError[] }

/** Reads every item; any that is no object is wrong by itself. The reader adds to `errors` or gives a value. */
export function readBatch<T>(
  items: readonly unknown[],
  read: (item: Item, errors: FieldError[], index: number) => T | undefined,
): BatchRead<T>[] {
  return items.map((item, index) => {
    const requestId = requestIdOf(item, index)
    if (!isJsonObject(item)) return { requestId, errors: [invalidType('', 'array')] }
    const errors: FieldError[] = []
    const value = read(item, errors, index)
    return value === undefined || errors.length > 0 ? { requestId, errors } : { requestId, value }
  })
}

/** All or nothing: one bad item refuses the whole batch, unless the account is switched to keep the good ones. */
export function saveBatch<T>(
  context: AmoContext,
  reads: readonly BatchRead<T>[],
  save: (good: readonly { readonly requestId: string; readonly value: T }[]) => Reply,
): Reply {
  const bad = reads.flatMap((read): ItemErrors[] =>
    'errors' in read ? [{ request_id: read.requestId, errors: read.errors }] : [],
  )
  const good = reads.flatMap((read) => ('errors' in read ? [] : [read]))
  if (bad.length === 0) return context.store.transaction(() => save(good))
  if (context.switches().badBatch === 'save-good') context.store.transaction(() => save(good))
  return validationProblem(bad)
}

/** A whole number, or an error at `path`; undefined when it was not sent. */
export function readInt(context: AmoContext, item: Item, key: string, errors: FieldError[]): number | undefined {
  const value = item[key]
  if (value === undefined || value === null) return undefined
  if (isIntLike(value, context.switches())) return Number(value)
  errors.push(invalidType(key, 'int'))
  return undefined
}

/** A text, or an error at `path`; undefined when it was not sent. */
export function readText(item: Item, key: string, errors: FieldError[]): string | undefined {
  const value = item[key]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  errors.push(invalidType(key, 'string'))
  return undefined
}

function requestIdOf(item: unknown, index: number): string {
  const sent = isJsonObject(item) ? item['request_id'] : undefined
  return typeof sent === 'string' || typeof sent === 'number' ? String(sent) : String(index)
}
