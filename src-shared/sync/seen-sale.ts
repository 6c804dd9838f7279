import type { CustomItem, Json } from '../domain/contact.ts'
import type { DealFields, LeadFields } from '../domain/neighbour.ts'
import { digest } from './digest.ts'

/**
 * What somebody who takes a deal or a lead away has seen of it, in short: equal where it looks the same, in whatever order sets are
 * told. Of its contacts only how many there are: they have other names on their way to the CRM.
 */
export function seenOfSale(fields: DealFields | LeadFields): Json {
  const { name, price, currency = '', stage, responsibleId, contactIds, companyId, custom = {} } = fields
  const filled = Object.entries<readonly CustomItem[]>(custom).filter(([, items]) => items.length > 0)
  const own = [
    ...[name, price, currency, stage, responsibleId, contactIds.length, companyId === null],
    filled
      .map(([id, items]) => [id, ...items.map(toText).toSorted()])
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  ]
  return { name, state: digest(JSON.stringify([...own, ...('rows' in fields ? partsOfLead(fields) : [])])) }
}

const toText = ({ value, optionId, code }: CustomItem): string => JSON.stringify([value, optionId ?? '', code ?? ''])

function partsOfLead({ firstName, lastName, companyName, phones, emails, rows }: LeadFields): readonly Json[] {
  return [
    ...[firstName, lastName, companyName],
    ...[phones, emails].map((points) => points.map(({ value, kind }) => `${kind} ${value}`).toSorted()),
    // Products that cost nothing are not told with each reading.
    (rows ?? []).filter((row) => row.price * row.quantity !== 0).map((row) => [row.name, row.price, row.quantity]),
  ]
}
