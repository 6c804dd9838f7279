import type { SaleKind } from '#shared/domain/ids.ts'
import type { MessageKey } from '#renderer/locales/en.ts'

/** Words that deals and leads each have of their own. */
type KeyOf<S extends string> = MessageKey extends infer Key ? (Key extends `${S}.${infer Name}` ? Name : never) : never
export type SaleKey = Extract<KeyOf<'deals'>, KeyOf<'leads'>>
export const saleKey = (kind: SaleKind, key: SaleKey): MessageKey => `${kind}s.${key}`
