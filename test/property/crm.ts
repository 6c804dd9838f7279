import type { RawRequest } from '#core/ports/network.ts'
import type { Outcome } from '#demo-crm/http/listener.ts'
import type { Provider } from '#shared/domain/providers.ts'
import type { CrmChat } from './chats.ts'
import type { CrmCompany } from './company-records.ts'
import type { DealLog } from './crm-deals.ts'
import type { DealVendorKind } from './deal-steps.ts'
import type { CrmRequisite } from './portal-requisites.ts'
import type { StateLog } from './state-log.ts'
import type { FieldPlaces } from './named-fields.ts'
import type { CrmNeighbour } from './neighbours.ts'
import type { VendorKind } from './steps.ts'

/** A contact as the CRM's own database has it, in words that need no mapping: what the judge compares. */
export interface CrmContact {
  readonly id: number
  /** In the trash, or gone for good. */
  readonly isTrashed: boolean
  readonly firstName: string
  readonly lastName: string
  readonly responsible: number
  /** The main one. */
  readonly company: number | null
  /** In their order. */
  readonly companies: readonly number[]
  /** All names that they have had by then, the last one last. */
  readonly companyNames: readonly string[]
  readonly phones: readonly string[]
  readonly emails: readonly string[]
  readonly tags: readonly string[]
  readonly note: string
  /** The number of the option: its name may change. */
  readonly source: string
  /** Numbers of the options. */
  readonly interests: readonly string[]
  /** Lines as `city=Omsk`. */
  readonly address: readonly string[]
  /** Requisites as `name=Acme`. */
  readonly firm: readonly string[]
  readonly orders: string
}

/** One write of a contact, in order. */
export interface CrmWrite {
  readonly at: number
  readonly userId: number
  readonly contact: CrmContact
  /** When contacts were last read for this user before the request left: what changed since, its sender could not know. */
  readonly readAt: number
}

/** The CRM of one account: the demo CRM's own core, and a log of every state that any contact has been in. */
export interface SimulatedCrm {
  readonly provider: Provider
  /** Where its form keeps what people here work on. */
  readonly fields: FieldPlaces
  /** What can be chosen at the beginning, by number. */
  readonly choices: { readonly source: readonly string[]; readonly interests: readonly string[] }
  readonly users: readonly number[]
  readonly writes: readonly CrmWrite[]
  /** What the user signs in with. */
  token(userId: number): string
  /** Another account's token is good here as well: worse than any vendor, so that nothing but the app protects the account. */
  trust(token: string, userId: number): void
  /** @param knewAt when its sender had last read contacts, as `lastReadAt` told when the request left */
  handle(userId: number, request: RawRequest, knewAt: number): Promise<Outcome>
  /** Whether a request may change something. */
  isWrite(request: RawRequest): boolean
  lastReadAt(userId: number): number
  /** What a colleague does in the vendor's own interface; what makes no sense by now is not done. */
  perform(what: VendorKind, pick: number, n: number): void
  performDeal(what: DealVendorKind, pick: number, n: number): void
  /** Gives a chat to somebody, or takes it away. */
  moveChat(pick: number, n: number): void
  /** As they are now, the trash too. */
  contacts(): readonly CrmContact[]
  /** Notes and tasks of contacts. */
  neighbours(): readonly CrmNeighbour[]
  /** Chats of this integration, in order. */
  chats(): readonly CrmChat[]
  /** Whether they are this user's business. */
  isAdmin(userId: number): boolean
  /** None where requisites are a field of contacts. */
  readonly requisites: StateLog<CrmRequisite>
  readonly deals: DealLog
  /** Companies, as their cards show them. */
  readonly houses: StateLog<CrmCompany>
  /** Contacts that have been deleted, or taken others in: of deals, nobody is told of that. */
  readonly moved: ReadonlySet<number>
  companyName(id: number): string
  /** Companies that are not there any more. */
  lostCompanies(): readonly number[]
  /** Deleted, or merged into another. */
  isCompanyGone(id: number): boolean
  hasField(word: 'note' | 'source'): boolean
  /** What lies in the trash can still be read. */
  readonly showsTrash: boolean
  /** What may be chosen in a list. */
  options(word: 'source' | 'interests'): readonly { readonly id: number; readonly value: string }[]
  readonly firstCompany: number
  readonly companies: number
  /** From now on the vendor trims what it stores as names, or rewrites phones as digits. */
  normalise(how: 'trim-names' | 'rewrite-phones'): void
  close(): void
}

/** Contacts that are there from the beginning. */
export const CONTACTS_AT_START = 10
