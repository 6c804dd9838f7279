import type { CrmContact } from './crm.ts'
import { hasCompany, type Aim, type Ledger } from './ledger.ts'
import { recordsOf, type History } from './records-of.ts'

/** Whether a wish is about where companies stand. */
export const isPlace = ({ facet }: Aim): boolean => facet === 'main' || facet === 'order'

/** @param named its number, or `name:` and a name that it has had */
export const isMain = (contact: CrmContact, named: string): boolean =>
  named.startsWith('name:') ? hasCompany(contact, named) : contact.company === Number(named)

/** Those that are there, but for the main one, stand so; what others have added stands anywhere. */
export function standsSo(contact: CrmContact, meant: readonly string[]): boolean {
  const places = numbersIn(contact, meant)
    .filter((id) => id !== contact.company)
    .map((id) => contact.companies.indexOf(id))
  return places.every((place, at) => at === 0 || place > (places[at - 1] ?? 0))
}

/** Of one that was only meant to be made the number is not known. */
const numbersIn = ({ companies }: CrmContact, named: readonly string[]): readonly number[] =>
  named.map(Number).filter((id) => companies.includes(id))

/** Whether a contact has what the wish puts in its place: what is not there cannot be moved. */
export function isAbout(contact: CrmContact, { facet, want }: Aim): boolean {
  if (facet === 'main') return hasCompany(contact, String(want))
  return numbersIn(contact, String(want).split('|')).length > 1
}

/** Whether a later wish of the same user takes the place of an earlier one. */
export function isOneMatter(later: Aim, earlier: Aim, ledger: Ledger, history: History): boolean {
  if (later.contactId !== earlier.contactId) return false
  // Which companies there are, and how they stand, is one matter for whoever puts them in order.
  if (isPlace(earlier) && /^(main|order|member|company)/.test(later.facet)) return true
  if (later.facet !== 'deleted') return later.facet === earlier.facet
  const records = recordsOf(earlier.contactId, ledger, history)
  return records.some((id) => history.get(id)?.some(({ contact }) => contact.isTrashed) === true)
}
