import type { AcceptedImport } from '#renderer/db/accept-import.ts'
import type { CompanyId, ContactId, FieldId, RecordId, MutationId } from '#shared/domain/ids.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { CustomItem } from '#shared/domain/contact.ts'
import type { CustomEdit, CustomMerge, FieldEdit } from '#shared/domain/field-edit.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { CrmContact } from './crm.ts'
import { wordOf } from './named-fields.ts'

/** What one action is to bring about in one contact: one facet of it, and how it then looks. */
export interface Aim {
  readonly contactId: ContactId
  /** `firstName`, `note`, `tag:vip`, `phone:+7900…`: what a later action on the same facet takes the place of. */
  readonly facet: string
  /** A set's member is there or not; anything else has a value. */
  readonly want: string | boolean
  /** What the user saw. */
  readonly was: string | boolean
}

/** One action of a user, as the simulator knows it: what the app makes of it is what is tried. */
export interface Intent {
  readonly device: number
  readonly accountId: AccountId
  readonly mutation: Mutation
  readonly aims: readonly Aim[]
  readonly askedAt: number
  /** `open`: nobody has told the user yet, or the line was cut. `refused`: the user was told that it was not kept. */
  state: 'open' | 'accepted' | 'refused'
  /** The user has been shown that it is kept, if only here so far. */
  isTold: boolean
  /** The user took it back, or gave it up: from then on it may, or may not, have happened. */
  isWithdrawn: boolean
  /** The user was told that it could not be taken back. */
  isKept: boolean
  /** Taken back after the CRM, or a colleague, had stood in its way. */
  isGivenUp: boolean
  /** Contacts for which the user decided otherwise later. */
  readonly givenUpFor: Set<RecordId>
  /** Of a contact that is to be deleted: what the CRM had as far as its user knew, and what they saw. */
  readonly seen: Map<ContactId, readonly CrmContact[]>
  /** When contacts had last been read for them. */
  seenAt: number
  /** The user was told that it has been taken back for all contacts: it must not come about any more. */
  isSurelyOff: boolean
  /** When they were told so. */
  offAt: number
  /** The storage was wiped while only the window had it. */
  isWiped: boolean
  retries: number
  /** The CRM might have it: the user was asked. */
  isDoubtful: boolean
}

/** All that users meant, in order. */
export class Ledger {
  readonly intents: Intent[] = []
  readonly #byId = new Map<MutationId, Intent>()

  /** Records that users have taken their drafts for. */
  readonly adopted = new Map<ContactId, ReadonlySet<number>>()

  /** Tables that were taken in, in order. */
  readonly imports: { readonly device: number; readonly done: AcceptedImport }[] = []

  /** Names of companies that were only intended when they were chosen. */
  readonly companyNames = new Map<string, string>()

  find(id: MutationId): Intent | undefined {
    return this.#byId.get(id)
  }

  add(device: number, mutation: Mutation, aims: readonly Aim[], askedAt: number): Intent {
    const intent: Intent = {
      ...{ device, accountId: mutation.accountId, mutation, aims, askedAt },
      ...{
        state: 'open',
        isTold: false,
        givenUpFor: new Set(),
        seen: new Map(),
        seenAt: 0,
        isSurelyOff: false,
        offAt: 0,
        isWithdrawn: false,
        isKept: false,
        isGivenUp: false,
        isWiped: false,
        retries: 0,
        isDoubtful: false,
      },
    }
    this.intents.splice(this.#placeOf(mutation), 0, intent)
    this.#byId.set(mutation.id, intent)
    return intent
  }

  /** What a contact began with comes right after its create, whenever it is told: what was typed since is later. */
  #placeOf({ change }: Mutation): number {
    if (change.kind !== 'edit' || change.isOrigin !== true) return this.intents.length
    const isCreate = ({ mutation: { change: other } }: Intent) =>
      other.kind === 'create' && other.contactId === change.contactId
    return this.intents.findIndex(isCreate) + 1
  }

  /** The user has said that a contact of a device is this record. */
  adopt(contactId: ContactId, record: number): void {
    this.adopted.set(contactId, new Set([...(this.adopted.get(contactId) ?? []), record]))
  }

  /** The storage of a device is gone: what main had not acknowledged is nobody's any more. */
  wipe(device: number): void {
    for (const intent of this.intents) {
      if (intent.device === device && intent.state === 'open') intent.isWiped = true
    }
  }
}

/** The e-mail by which a contact made by a user is known again: nobody changes it. */
export const createdMark = (n: number): string => `new-${n}@example.com`
export const isCreatedMark = (email: string): boolean => email.startsWith('new-')

/** Nothing is promised of this wish any more: it may have happened, or not. */
export const isOff = ({ isWithdrawn, givenUpFor }: Intent, { contactId }: Pick<Aim, 'contactId'>): boolean =>
  isWithdrawn || givenUpFor.has(contactId)

/** What one edit means, in the simulator's own reading of the vocabulary. */
export function aimsOfEdit(contactId: ContactId, edit: FieldEdit, companyNames: Map<string, string>): readonly Aim[] {
  const aim = (facet: string, was: Aim['was'], want: Aim['want']): Aim => ({ contactId, facet, want, was })
  switch (edit.kind) {
    case 'set':
      return [aim(edit.field, edit.from, edit.to)]
    case 'responsible':
      return [aim('responsible', tail(edit.from), tail(edit.to))]
    case 'custom':
      return aimsOfCustom(edit, aim)
    case 'company': {
      if (edit.to !== null && edit.createName !== undefined) companyNames.set(edit.to, edit.createName)
      const name = edit.to === null ? undefined : companyNames.get(edit.to)
      const to = name === undefined ? tail(edit.to) : `name:${name}`
      if (edit.exclusive) return [aim('company', tail(edit.from), to)]
      const gone = edit.from === null ? [] : [aim(`member:${nameFor(edit.from, companyNames)}`, true, false)]
      return [...gone, ...(edit.to === null ? [] : [aim(`member:${to}`, false, true)])]
    }
    case 'tag':
      return [aim(`tag:${edit.tag}`, edit.op === 'remove', edit.op === 'add')]
    case 'point': {
      const facet = (value: string) => `${edit.field}:${plain(edit.field, value)}`
      const gone = edit.from === null ? [] : [aim(facet(edit.from.value), true, false)]
      const come = edit.to === null ? [] : [aim(facet(edit.to.value), false, true)]
      return [...gone, ...come]
    }
    case 'company-order': {
      const [from, to] = [edit.from, edit.to].map((ids) => ids.map((id) => nameFor(id, companyNames)))
      return aimsOfOrder(from ?? [], to ?? [], aim)
    }
    case 'delete':
      return [aim('deleted', false, true)]
  }
}

/** The company's number, or its name while the CRM does not have it. */
function nameFor(id: CompanyId, companyNames: ReadonlyMap<string, string>): string {
  const name = companyNames.get(id)
  return name === undefined ? tail(id) : `name:${name}`
}

/** Which is the main one, and how the others stand, are two wishes. */
function aimsOfOrder(
  from: readonly string[],
  to: readonly string[],
  aim: (facet: string, was: Aim['was'], want: Aim['want']) => Aim,
): readonly Aim[] {
  const others = (list: readonly string[]) => list.filter((one) => one !== to[0]).join('|')
  return [
    ...(from[0] === to[0] ? [] : [aim('main', from[0] ?? '', to[0] ?? '')]),
    ...(others(from) === others(to) ? [] : [aim('order', others(from), others(to))]),
  ]
}

/** What others have done is put back as a whole, whatever sort of field it is. */
function mergeOf(fieldId: FieldId): CustomMerge | undefined {
  const merges = { interests: 'set', address: 'parts', firm: 'keys' } as const
  const word = wordOf(fieldId)
  return word === 'interests' || word === 'address' || word === 'firm' ? merges[word] : undefined
}

/**
 * Values of a set are there or not; lines of an address and requisites have a value each. Fields that no step edits are no part of
 * `CrmContact`: what a CRM has filled in there by itself, and a user puts back to nothing, is judged by nobody.
 */
function aimsOfCustom(
  { fieldId, from, to, merge = mergeOf(fieldId) }: CustomEdit,
  aim: (facet: string, was: Aim['was'], want: Aim['want']) => Aim,
): readonly Aim[] {
  const word = wordOf(fieldId)
  if (word === undefined) return []
  if (merge === undefined) return [aim(word, textOf(from), textOf(to))]
  if (merge === 'set') {
    const [before, after] = [from, to].map((items) => items.map(({ optionId = '' }) => optionId))
    const only = (one: readonly string[] = [], other: readonly string[] = []) => one.filter((id) => !other.includes(id))
    return [
      ...only(before, after).map((id) => aim(`interest:${id}`, true, false)),
      ...only(after, before).map((id) => aim(`interest:${id}`, false, true)),
    ]
  }
  const name = merge === 'parts' ? 'address' : 'firm'
  const [before, after] = [from, to].map((items) => new Map(items.flatMap((item) => partsOf(item))))
  return [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
    .filter((key) => before?.get(key) !== after?.get(key))
    .map((key) => aim(`${name}:${key}`, before?.get(key) ?? '', after?.get(key) ?? ''))
}

function partsOf({ value, code }: CustomItem): readonly (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[code ?? '', String(value)]]
  return Object.entries(value).map(([key, part]) => [key, textOf([{ value: part }])])
}

/** An option is what its number says, whatever it is called. */
export const textOf = (items: readonly { readonly value: unknown; readonly optionId?: string | undefined }[]): string =>
  items.map(({ value, optionId }) => optionId ?? String(value)).join('|')
const tail = (id: string | null): string => (id === null ? '' : id.slice(id.indexOf('.') + 1))

/** The vendor may rewrite a phone; its digits stay. */
export const plain = (field: string, value: string): string =>
  field === 'phones' ? value.replaceAll(/\D/g, '') : value

/** @param named its number, or `name:` and a name that it has had */
export const hasCompany = ({ companies, companyNames }: CrmContact, named: string): boolean =>
  named.startsWith('name:') ? companyNames.includes(named.slice(5)) : companies.includes(Number(named))

/** How a facet looks in a contact of the CRM. */
export function facetOf(contact: CrmContact, facet: string): string | boolean {
  const [name = '', ...rest] = facet.split(':')
  const member = rest.join(':')
  switch (name) {
    case 'firstName':
    case 'lastName':
      return contact[name].trim()
    case 'responsible':
      return contact.responsible === 0 ? '' : String(contact.responsible)
    case 'company':
      return contact.company === null ? '' : String(contact.company)
    case 'note':
    case 'source':
    case 'orders':
      return contact[name]
    case 'interest':
      return contact.interests.includes(member)
    case 'address':
    case 'firm':
      return contact[name].find((line) => line.startsWith(`${member}=`))?.slice(member.length + 1) ?? ''
    case 'deleted':
      return contact.isTrashed
    case 'member':
      return hasCompany(contact, member)
    case 'tag':
      return contact.tags.includes(member)
    case 'phones':
      return contact.phones.some((value) => plain('phones', value) === member)
    default:
      return contact.emails.includes(member)
  }
}
