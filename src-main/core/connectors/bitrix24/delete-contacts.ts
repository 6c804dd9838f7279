import type { RemoteId } from '#shared/domain/ids.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { ContactContext } from './contact-context.ts'
import { readRows } from './contacts.ts'
import { isAccessDenied } from './refusals.ts'
import { sendWrites, type Write } from './send-writes.ts'

const DELETE = 'crm.contact.delete'

/**
 * Deletes contacts, each by itself. One that is not there any more is gone: the portal says so in its own words, so what was
 * refused is looked for.
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/crm-contact-delete.html
 */
export async function deleteContacts(
  context: ContactContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const writes = ids.map((id): Write => ({
    command: { method: DELETE, params: { id } },
    toResult: (outcome) => {
      if (outcome.kind === 'answered') return { kind: 'applied', remoteId: id, updatedAt: null }
      const { message, code } = outcome.refusal
      const reason = isAccessDenied(outcome.refusal) ? 'forbidden' : code.toLowerCase() || 'refused'
      return { kind: 'rejected', field: 'contact', reason, message }
    },
  }))
  const results = await sendWrites(context, writes, signal)
  const refused = ids.filter((_, at) => results[at]?.kind === 'rejected')
  if (refused.length === 0) return results
  const there = await readRows(context, refused, ['ID'], signal)
  return results.map((result, at): ItemResult => {
    const id = ids[at]
    return result.kind === 'rejected' && id !== undefined && !there.has(id) ? { kind: 'gone' } : result
  })
}
