import type { RemoteId } from '#shared/domain/ids.ts'
import type { Command } from './api.ts'
import { toRemoteId } from './contact-context.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { notRun, readAll } from './run-commands.ts'
import { listOf, textOf } from './scalars.ts'
import { CompanyLinkWire, LinkedIdsWire, listOfRows, type ContactWire } from './wire.ts'

const LINKS = 'crm.contact.company.items.get'
const CONTACT_TYPE = 3

/**
 * How many companies contacts have, by the newer family, a page at a time: the old lists tell the primary one alone, and
 * asking for the links of each contact takes fifty times as many commands. In which order it names them is not documented,
 * so it only says whose links have to be read. The one place where the newer family is used for contacts.
 * @source https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-list.html
 */
export const countLinks = (filter: Readonly<Record<string, unknown>>): Omit<Command, 'name'> => ({
  method: 'crm.item.list',
  params: { entityTypeId: CONTACT_TYPE, select: ['id', 'companyIds'], filter, order: { id: 'ASC' }, start: -1 },
})

/** What the newer family has told; a contact of which it says nothing is missing. */
function toCounts(answers: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  const told = answers
    .filter((answer) => answer !== null)
    .flatMap((answer) => parseResult(LinkedIdsWire, answer, 'crm.item.list').items)
  return new Map(
    told.flatMap(({ id, companyIds }) =>
      companyIds === undefined ? [] : [[id, listOf(companyIds).map(textOf)] as const],
    ),
  )
}

/**
 * The companies of each contact, the primary one first, the others in the portal's order. Read contact by contact, fifty in a
 * request, where there is more than one, or where nobody knows how many.
 * @param counted answers of `countLinks`
 */
export async function readCompanies(
  context: Bitrix24Context,
  contacts: readonly ContactWire[],
  counted: readonly unknown[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly RemoteId[]>> {
  const counts = toCounts(counted)
  const companies = new Map(contacts.map((contact) => [contact.ID, primaryOf(contact)]))
  const unknown = contacts.filter((contact) => !isKnown(contact, counts.get(contact.ID))).map(({ ID }) => ID)
  const links = await readLinks(context, unknown, signal)
  for (const [id, own] of links)
    companies.set(
      id,
      inOrder(own).map(({ COMPANY_ID }) => toRemoteId(COMPANY_ID)),
    )
  return companies
}

/** How the vendor says that there is no company. */
export const isNobody = (id: string): boolean => id === '' || id === '0'

const primaryOf = ({ COMPANY_ID }: ContactWire): readonly RemoteId[] =>
  isNobody(COMPANY_ID) ? [] : [toRemoteId(COMPANY_ID)]

/** A contact without a primary company has none: the vendor makes one of several the primary one. */
function isKnown({ COMPANY_ID }: ContactWire, ids: readonly string[] | undefined): boolean {
  if (isNobody(COMPANY_ID)) return ids === undefined || ids.length === 0
  return ids?.length === 1 && ids[0] === COMPANY_ID
}

const inOrder = (links: readonly CompanyLinkWire[]): readonly CompanyLinkWire[] =>
  links.toSorted((a, b) => Number(b.IS_PRIMARY) - Number(a.IS_PRIMARY) || a.SORT - b.SORT)

/** Links by contact. Those that are gone meanwhile, or whose links are not for this user, are missing. */
export async function readLinks(
  context: Bitrix24Context,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly CompanyLinkWire[]>> {
  const commands = ids.map((id, at): Command => ({ name: `l${at}`, method: LINKS, params: { id } }))
  const outcomes = await readAll(context, commands, signal)
  return new Map(
    outcomes.flatMap((outcome, at): [string, readonly CompanyLinkWire[]][] => {
      if (outcome.kind === 'not-run') throw notRun(LINKS, outcome.restMs)
      if (outcome.kind === 'refused') return []
      return [[ids[at] ?? '', parseResult(listOfRows(CompanyLinkWire), outcome.answer.result, LINKS)]]
    }),
  )
}
