import type { FieldDefinition } from '#shared/domain/directory.ts'
import { saleFactOf, type SaleFact } from '#shared/domain/sale-facts.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Text } from './use-text.ts'

const names: Readonly<Record<SaleFact, MessageKey>> = {
  tags: 'card.tags',
  lossReason: 'deals.lossReason',
  closedAt: 'deals.closedAt',
  companyTags: 'card.tags',
}

/** The definition by the name that people read: what every deal, or company, has is called in their own language. */
export function withFactName<D extends FieldDefinition | undefined>(definition: D, { t }: Text): D {
  const fact = definition === undefined ? null : saleFactOf(definition.id)
  return fact === null ? definition : { ...definition, name: t(names[fact]) }
}
