import type { Denial, Rights } from '#shared/domain/rights.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Text } from './use-text.ts'

const denialKeys: Readonly<Record<Denial, MessageKey>> = {
  'admin-only': 'rights.adminOnly',
  'no-edit': 'rights.noEdit',
  'another-owner': 'rights.anotherOwner',
  'no-add': 'rights.noAdd',
}

/** Why something is not for this user, and who can change that; empty where it is. */
export const denialText = (denial: Denial | null, text: Text): string =>
  denial === null ? '' : text.t(denialKeys[denial])

/** What the user may do in an account, in a line; empty where the CRM does not tell. */
export function rightsText({ isAdmin, contacts }: Rights, text: Text): string {
  if (isAdmin === true) return text.t('rights.admin')
  const parts: MessageKey[] = isAdmin === false ? ['rights.notAdmin'] : []
  if (contacts !== null) {
    const { edit } = contacts
    if (edit.kind === 'none') parts.push('rights.editsNone')
    if (edit.kind === 'of')
      parts.push(edit.userIds.length > 1 || edit.mayBeMore ? 'rights.editsSome' : 'rights.editsOwn')
    if (!contacts.add) parts.push('rights.addsNone')
  }
  return parts.map((part) => text.t(part)).join(' · ')
}
