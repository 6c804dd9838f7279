import { displayNameOf, type ContactFields } from '../domain/contact.ts'
import { foldName, foldPhone } from '../domain/same-text.ts'

/**
 * What makes two new contacts look like one: normalised name, phones and e-mails. Used only to recognise a create
 * whose answer was lost, within the minutes in which it was sent.
 */
export function fingerprintOf(fields: ContactFields): string {
  const phones = fields.phones.map(({ value }) => foldPhone(value)).sort()
  const emails = fields.emails.map(({ value }) => foldName(value)).sort()
  return JSON.stringify([foldName(displayNameOf(fields)), phones, emails])
}
