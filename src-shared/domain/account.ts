import type { FieldOwner, FurtherOwner, Team } from './directory.ts'
import type { NewFieldKind } from './field-wish.ts'
import type { AccountId, UserId } from './ids.ts'
import type { LinkedKind } from './linked.ts'
import type { Noticing } from './noticing.ts'
import type { Provider } from './providers.ts'
import type { RequisiteForm } from './requisite.ts'
import type { RemovableKind } from './removal.ts'
import type { AdminMatter, Rights } from './rights.ts'
import type { WithheldKind } from './withheld.ts'

/** Which company of a contact, or contact of a deal or a lead, is the main one; in which order companies stand. */
export const fixedLinks = ['company-main', 'company-order', 'deal-main', 'lead-main'] as const
export type FixedLink = (typeof fixedLinks)[number]

/** What a CRM lets us do. Features ask here, never for a provider's name. */
export interface Capabilities {
  readonly deleteContacts: boolean
  readonly tags: boolean
  /**
   * Where it keeps them: in a list of its own, or as values of a field of the form, of which nobody keeps a list and which may
   * have to be made before there are any.
   */
  readonly tagStore: 'list' | 'field'
  /** What people call that field; absent while there is none, and for a list. */
  readonly tagField?: string | undefined
  /** Colours that tags of deals may have, as CSS writes them; absent where it lists no such tags. */
  readonly saleTagColors?: readonly string[] | undefined
  /** It says who is signed in and by what: see `AccessFacts`. */
  readonly describesAccess?: boolean | undefined
  /** It shows what was deleted. */
  readonly trash: boolean
  /** It says which contact a conversation in a messenger is with. */
  readonly chats: boolean
  /** What has to be allowed to this account in the CRM before chats are open to it, by the CRM's own name; absent where nothing is. */
  readonly chatsNeed?: string | undefined
  /** It can be told as well. */
  readonly bindsChats: boolean
  /** It keeps sales that have hardly begun apart from deals. */
  readonly leads: boolean
  /** It keeps what came of a task that is done, in words; absent where a task is done and no more. */
  readonly taskResults?: boolean | undefined
  /** Beside contacts, what it tells the custom fields of, and lets change; absent for none. */
  readonly fieldsOf?: readonly FurtherOwner[] | undefined
  /** Beside contacts, what it lets one delete; absent for none. */
  readonly deletes?: readonly RemovableKind[] | undefined
  /** What contacts can be linked to beside companies and sales. */
  readonly links: readonly LinkedKind[]
  /** What requisites of a contact can consist of; `null` where it keeps none that this user may see. */
  readonly requisites: RequisiteForm | null
  /** How its cards are laid out is said by the CRM, for one user and for all, and can be changed. */
  readonly layouts: boolean
  /** Its forms are divided into sections, which its administrators can change from here; absent where they are not. */
  readonly fieldGroups?: boolean | undefined
  /** Kinds of fields that its administrators can make from here. */
  readonly newFields: readonly NewFieldKind[]
  /** Those that only some forms can have, beside them. */
  readonly newFieldsOf?: { readonly [K in FieldOwner]?: readonly NewFieldKind[] | undefined } | undefined
  /** Kinds among all those that may be made for several values; absent for none. */
  readonly severalKinds?: readonly NewFieldKind[] | undefined
  /** Administrators can say from here that a field has to be filled in; absent where they cannot. */
  readonly requiresFields?: boolean | undefined
  /** How many companies one contact may have. */
  readonly companiesPerContact: 'one' | 'many'
  /** What of links cannot be chosen there from here; absent where all of it can. */
  readonly fixedLinks?: readonly FixedLink[] | undefined
  /** How many contacts one write may carry, where its users choose that; the usual number first. Absent where they do not. */
  readonly writeBatches?: readonly number[] | undefined
  /** Kinds that the CRM accepts, the usual one first. */
  readonly phoneKinds: readonly string[]
  readonly emailKinds: readonly string[]
  /** What it leaves to administrators. */
  readonly adminOnly: readonly AdminMatter[]
}

/** A signed-in CRM as features see it. Holds no secret. */
export interface Account {
  readonly id: AccountId
  readonly provider: Provider
  readonly name: string
  /** Host as the user would recognise it. */
  readonly address: string
  /** The embedded demonstration CRM. */
  readonly isDemo: boolean
  readonly userId: UserId | null
  readonly capabilities: Capabilities
  /** Of the signed-in user, in this account. */
  readonly rights: Rights
  /** Absent where there is but one way, or nobody has asked yet. */
  readonly noticing?: Noticing | undefined
  /** Kinds of records that the CRM does not show to this user at all; absent for none, and where it says so by rights. */
  readonly withheld?: readonly WithheldKind[] | undefined
  /** Groups of its users, where the CRM names them to whoever may not read the list of users, too. */
  readonly teams?: readonly Team[] | undefined
  /** The choice among `writeBatches`; absent for the usual one. */
  readonly writeBatch?: number | undefined
}

/** What a CRM tells of an account anew with each sync: it may have another name, and its user other rights. */
export type AccountFacts = Partial<
  Pick<Account, 'name' | 'capabilities' | 'rights' | 'noticing' | 'withheld' | 'teams'>
>
