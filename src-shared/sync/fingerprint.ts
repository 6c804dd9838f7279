import { displayNameOf, type ContactFields } from '../domain/contact.ts'
import { isContactId, type ContactId } from '../domain/ids.ts'
import { aboutIdsOf, isSale, type Neighbour } from '../domain/neighbour.ts'
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

/**
 * As `fingerprintOf`, of a record that stands beside contacts. Compared only between records that name their contact by the
 * CRM's own id.
 */
export function fingerprintOfNeighbour(record: Neighbour): string {
  if (isSale(record)) {
    // Robots set all the rest of a new deal before anybody can look; many deals share a name, few a main contact as well.
    const [main = null] = aboutIdsOf(record)
    return JSON.stringify([record.kind, foldName(record.fields.name), main])
  }
  const { kind, fields } = record
  if ('templateId' in fields) return JSON.stringify([kind, fields.aboutId, fields.templateId, foldName(fields.name)])
  const words = ('text' in fields ? fields.text : '').trim().replaceAll(/\s+/gu, ' ')
  return JSON.stringify([
    kind,
    'aboutId' in fields ? fields.aboutId : null,
    words,
    'dueAt' in fields ? fields.dueAt : null,
  ])
}

/** The contact that such a fingerprint names; `null` where it names none. */
export function aboutInFingerprint(fingerprint: string): ContactId | null {
  const parts: unknown = JSON.parse(fingerprint)
  const named: unknown = Array.isArray(parts) ? parts.find(isContactId) : undefined
  return isContactId(named) ? named : null
}
