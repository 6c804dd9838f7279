import type { RemoteId } from '#shared/domain/ids.ts'
import type { CompanyLink, ItemResult } from '../connector.ts'
import { readLinks } from './company-links.ts'
import type { ContactContext } from './contact-context.ts'
import { readRows } from './contacts.ts'
import { sendWrites, type Write } from './send-writes.ts'
import { isAccessDenied } from './refusals.ts'
import type { CompanyLinkWire } from './wire.ts'

/**
 * Links companies to contacts. One that takes the place of another gets its place in the order, and is the primary one if that
 * was. Linking what is linked changes nothing.
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/company/crm-contact-company-add.html
 */
export async function linkCompanies(
  context: ContactContext,
  links: readonly CompanyLink[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const replacing = links.filter(({ insteadOf }) => insteadOf !== undefined).map(({ contactId }) => contactId)
  const known = await readLinks(context, [...new Set(replacing)], signal)
  const fieldsOf = ({ contactId, companyId, insteadOf }: CompanyLink) => {
    const before = known.get(contactId)?.find(({ COMPANY_ID }) => COMPANY_ID === insteadOf)
    return { COMPANY_ID: companyId, ...(before === undefined ? {} : placeOf(before)) }
  }
  return send(context, 'crm.contact.company.add', links, fieldsOf, signal)
}

const placeOf = ({ SORT, IS_PRIMARY }: CompanyLinkWire) => ({ SORT, IS_PRIMARY: IS_PRIMARY ? 'Y' : 'N' })

/** Takes companies off contacts. Taking off what is not linked changes nothing. */
export const unlinkCompanies = (
  context: ContactContext,
  links: readonly CompanyLink[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> =>
  send(context, 'crm.contact.company.delete', links, ({ companyId }) => ({ COMPANY_ID: companyId }), signal)

async function send(
  context: ContactContext,
  method: string,
  links: readonly CompanyLink[],
  fieldsOf: (link: CompanyLink) => Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const writes = links.map((link): Write => ({
    command: { method, params: { id: link.contactId, fields: fieldsOf(link) } },
    toResult: (outcome) => {
      // `false` is told where nothing had to be done.
      if (outcome.kind === 'answered') return { kind: 'applied', remoteId: link.contactId, updatedAt: null }
      const { message, code } = outcome.refusal
      const reason = isAccessDenied(outcome.refusal) ? 'forbidden' : code.toLowerCase() || 'refused'
      return { kind: 'rejected', field: 'company', reason, message }
    },
  }))
  return withGone(context, links, await sendWrites(context, writes, signal), signal)
}

/** What was refused because the contact is not there: the portal says so in its own words, so it is looked for. */
async function withGone(
  context: ContactContext,
  links: readonly CompanyLink[],
  results: readonly ItemResult[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const isRefused = (at: number) => results[at]?.kind === 'rejected'
  const refused: readonly RemoteId[] = links.filter((_, at) => isRefused(at)).map(({ contactId }) => contactId)
  if (refused.length === 0) return results
  const there = await readRows(context, refused, ['ID'], signal)
  return results.map((result, at): ItemResult => {
    const link = links[at]
    return isRefused(at) && link !== undefined && !there.has(link.contactId) ? { kind: 'gone' } : result
  })
}
