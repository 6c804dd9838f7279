import type { CustomItem, Json } from '../domain/contact.ts'
import type {
  CompanyFields,
  CustomValues,
  DealFields,
  LeadFields,
  NoteFields,
  ReachPoint,
  TaskFields,
} from '../domain/neighbour.ts'
import { digest } from './digest.ts'

/**
 * What somebody who takes a deal or a lead away has seen of it, in short: equal where it looks the same, in whatever order sets are
 * told. Of its contacts only how many there are: they have other names on their way to the CRM.
 */
export function seenOfSale(fields: DealFields | LeadFields): Json {
  const { name, price, currency = '', stage, responsibleId, contactIds, companyId, custom = {} } = fields
  const own = [
    ...[name, price, currency, stage, responsibleId, contactIds.length, companyId === null],
    customPart(custom),
  ]
  return { name, state: digest(JSON.stringify([...own, ...('rows' in fields ? partsOfLead(fields) : [])])) }
}

/** The same of a company, which says nothing of who belongs to it. */
export function seenOfCompany({ name, responsibleId, phones, emails, custom = {} }: CompanyFields): Json {
  const own = [name, responsibleId, ...[phones, emails].map(reachPart), customPart(custom)]
  return { name, state: digest(JSON.stringify(own)) }
}

/**
 * The same of a note, or of a task: what is to be done, and when. Of which type one is that was made here, and who is to do it
 * where nobody was named, the CRM says later.
 */
export function seenInFeed(fields: NoteFields | TaskFields): Json {
  const { text } = fields
  const own = 'dueAt' in fields ? [fields.dueAt, fields.doneWith] : []
  return { name: text, state: digest(JSON.stringify([text, ...own])) }
}

const customPart = (custom: CustomValues): readonly (readonly string[])[] =>
  Object.entries<readonly CustomItem[]>(custom)
    .filter(([, items]) => items.length > 0)
    .map(([id, items]) => [id, ...items.map(toText).toSorted()])
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))

const reachPart = (points: readonly ReachPoint[]): readonly string[] =>
  points.map(({ value, kind }) => `${kind} ${value}`).toSorted()

const toText = ({ value, optionId, code }: CustomItem): string => JSON.stringify([value, optionId ?? '', code ?? ''])

function partsOfLead({ firstName, lastName, companyName, phones, emails, rows }: LeadFields): readonly Json[] {
  return [
    ...[firstName, lastName, companyName],
    ...[phones, emails].map(reachPart),
    // Products that cost nothing are not told with each reading.
    (rows ?? []).filter((row) => row.price * row.quantity !== 0).map((row) => [row.name, row.price, row.quantity]),
  ]
}
