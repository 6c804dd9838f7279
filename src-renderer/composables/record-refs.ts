import type { Json } from '#shared/domain/contact.ts'
import { recordKinds, type RecordKind } from '#shared/domain/directory.ts'
import { isRemoteId, type RemoteId } from '#shared/domain/ids.ts'
import type { Text } from './use-text.ts'

/** Which record a value of a field of `records` means; `null` for one of a kind that is not kept here. */
export function recordRefOf(value: Json): { readonly kind: RecordKind; readonly id: RemoteId } | null {
  const { kind, id } = partsOf(value)
  return kind === 'other' || !isRemoteId(id) ? null : { kind, id }
}

/** By its kind and number, for who cannot be told its name. */
export function recordText(value: Json, text: Text): string {
  const { kind, id } = partsOf(value)
  return kind === 'other' ? id : text.t(`recordKind.${kind}`, { id })
}

function partsOf(value: Json): { readonly kind: RecordKind; readonly id: string } {
  const { kind, id } = isObject(value) ? value : { kind: 'other', id: value }
  return { kind: recordKinds.find((one) => one === kind) ?? 'other', id: plain(id) }
}

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const plain = (id: Json | undefined): string => (typeof id === 'string' || typeof id === 'number' ? String(id) : '')
