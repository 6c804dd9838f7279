import type { Denial, Reach, Rights, RuledKind } from '#shared/domain/rights.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Text } from './use-text.ts'

type Keys = Readonly<Record<Exclude<Denial, 'admin-only'>, MessageKey>>

const denialKeys: Readonly<Record<RuledKind, Keys>> = {
  contacts: { 'no-edit': 'rights.noEdit', 'another-owner': 'rights.anotherOwner', 'no-add': 'rights.noAdd' },
  deals: { 'no-edit': 'rights.noDealEdit', 'another-owner': 'rights.anothersDeal', 'no-add': 'rights.noDealAdd' },
  tasks: { 'no-edit': 'rights.noTaskEdit', 'another-owner': 'rights.anothersTask', 'no-add': 'rights.noTaskAdd' },
  companies: {
    'no-edit': 'rights.noCompanyEdit',
    'another-owner': 'rights.anothersCompany',
    'no-add': 'rights.noCompanyAdd',
  },
}

/** Why something is not for this user, and who can change that; empty where it is. @param kind of the record */
export function denialText(denial: Denial | null, text: Text, kind: RuledKind = 'contacts'): string {
  if (denial === null) return ''
  return text.t(denial === 'admin-only' ? 'rights.adminOnly' : denialKeys[kind][denial])
}

/** What the user may do in an account, in a line; empty where the CRM does not tell. */
export function rightsText(
  { isAdmin, contacts, deals = null, companies = null, tasks = null }: Rights,
  text: Text,
): string {
  if (isAdmin === true) return text.t('rights.admin')
  const parts: MessageKey[] = isAdmin === false ? ['rights.notAdmin'] : []
  if (contacts !== null) {
    const { edit } = contacts
    if (edit.kind === 'none') parts.push('rights.editsNone')
    if (edit.kind === 'of')
      parts.push(edit.userIds.length > 1 || edit.mayBeMore ? 'rights.editsSome' : 'rights.editsOwn')
    if (!contacts.add) parts.push('rights.addsNone')
  }
  if (isLess(deals?.edit)) parts.push('rights.dealsLess')
  if (deals?.add === false) parts.push('rights.dealsAddNone')
  if (isLess(companies?.edit)) parts.push('rights.companiesLess')
  if (companies?.add === false) parts.push('rights.companiesAddNone')
  if (isLess(tasks?.edit)) parts.push('rights.tasksLess')
  return parts.map((part) => text.t(part)).join(' · ')
}

const isLess = (reach: Reach | undefined) => reach !== undefined && reach.kind !== 'all'
