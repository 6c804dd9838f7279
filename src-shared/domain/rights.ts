import type { Capabilities } from './account.ts'
import type { UserId } from './ids.ts'

/** Whose records somebody may act on. */
export type Reach =
  | { readonly kind: 'all' }
  /** Those that one of these answers for; `mayBeMore` where the CRM counts in some that a device cannot tell. */
  | { readonly kind: 'of'; readonly userIds: readonly UserId[]; readonly mayBeMore: boolean }
  | { readonly kind: 'none' }

/** What somebody may do with one kind of record. */
export interface RecordRights {
  readonly view: Reach
  readonly edit: Reach
  readonly delete: Reach
  readonly export: Reach
  readonly add: boolean
}

/** Kinds of records that a CRM has rights for. Notes are of none: whoever sees a record may write one. */
export type RuledKind = 'contacts' | 'deals' | 'tasks' | 'companies'

/**
 * What the signed-in user may do, as the CRM last told it. `null` where it does not tell: then nothing is held back. A kind
 * is absent where an earlier release has asked.
 */
export interface Rights extends Partial<Readonly<Record<RuledKind, RecordRights | null>>> {
  readonly isAdmin: boolean | null
  readonly contacts: RecordRights | null
}

export const unknownRights: Rights = { isAdmin: null, contacts: null }

/** What some CRMs leave to their administrators. */
export const adminMatters = ['fields', 'chats', 'layouts'] as const
export type AdminMatter = (typeof adminMatters)[number]

/** Why something is not for this user. `another-owner`: somebody else answers for the record. */
export const denials = ['admin-only', 'no-edit', 'another-owner', 'no-add'] as const
export type Denial = (typeof denials)[number]

interface Asked {
  readonly rights: Rights
  readonly capabilities: Pick<Capabilities, 'adminOnly'>
}

/** Why the user may not change what is left to administrators; `null` where they may, or where nobody knows. */
export const denialOfMatter = (matter: AdminMatter, { rights, capabilities }: Asked): Denial | null =>
  rights.isAdmin === false && capabilities.adminOnly.includes(matter) ? 'admin-only' : null

/** Why the user may not change a record that `responsibleId` answers for; `null` where they may, or where nobody knows. */
export function denialOfEdit(
  rights: Rights,
  responsibleId: UserId | null,
  kind: RuledKind = 'contacts',
): Denial | null {
  const own = rights[kind] ?? null
  if (own === null) return null
  if (own.edit.kind === 'none') return 'no-edit'
  return mayReach(own.edit, responsibleId) ? null : 'another-owner'
}

/** Why the user may not add records of a kind; `null` as above. */
export const denialOfAdding = (rights: Rights, kind: RuledKind = 'contacts'): Denial | null =>
  rights[kind]?.add === false ? 'no-add' : null

/** Whether no contact that the user sees is out of reach for their edits: then nobody has to look which are. */
export const mayEditAll = ({ contacts }: Rights): boolean => contacts === null || contacts.edit.kind === 'all'

function mayReach(reach: Reach, responsibleId: UserId | null): boolean {
  switch (reach.kind) {
    case 'all':
      return true
    case 'of':
      return reach.mayBeMore || (responsibleId !== null && reach.userIds.includes(responsibleId))
    case 'none':
      return false
  }
}
