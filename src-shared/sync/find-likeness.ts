import { displayNameOf, type ContactFields } from '../domain/contact.ts'
import { foldName, foldPhone } from '../domain/same-text.ts'

/** What two contacts have in common, the strongest first. */
export type Likeness = 'phone' | 'email' | 'name'

/** What makes one contact look like another: a merge leaves numbers and addresses with the one that survives. */
export function findLikeness(one: ContactFields, other: ContactFields): readonly Likeness[] {
  const [phones, emails] = [phonesOf(one), emailsOf(one)]
  const name = foldName(displayNameOf(one))
  const common: readonly (readonly [Likeness, boolean])[] = [
    ['phone', phonesOf(other).some((phone) => phones.includes(phone))],
    ['email', emailsOf(other).some((email) => emails.includes(email))],
    ['name', name !== '' && foldName(displayNameOf(other)) === name],
  ]
  return common.filter(([, isCommon]) => isCommon).map(([likeness]) => likeness)
}

const phonesOf = ({ phones }: ContactFields) =>
  phones.map(({ value }) => foldPhone(value)).filter((digits) => digits !== '')
const emailsOf = ({ emails }: ContactFields) =>
  emails.map(({ value }) => foldName(value)).filter((address) => address !== '')
