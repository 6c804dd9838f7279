import type { Pipeline } from '#shared/domain/directory.ts'
import {
  accountOf,
  type AccountId,
  type CompanyId,
  type ContactId,
  type SaleKind,
  type StageId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { DealFields, Sale } from '#shared/domain/neighbour.ts'
import { distinctPoints, type PointDraft } from '../card/contact-draft.ts'
import type { ValuesByAccount } from '../card/required-values.ts'
import type { PersonChoice } from './deal-context.ts'
import { readPrice } from './read-price.ts'

/** What stands in the form of a new deal, or of a new lead. */
export interface SaleDraft {
  /** Whose people and stages these are; `null` before it is of any account. */
  readonly accountId: AccountId | null
  readonly name: string
  /** As it is typed. */
  readonly price: string
  /** `null`: where a new one begins. */
  readonly stage: StageId | null
  readonly responsibleId: UserId | null
  /** As it is typed, and the company of that name where there is one. */
  readonly company: { readonly name: string; readonly id: CompanyId | null }
  /** The first one is the main one. */
  readonly people: readonly PersonChoice[]
  /** What the CRM asks for beside these. */
  readonly custom: ValuesByAccount
  /** Of a lead alone: somebody who need not be a contact. */
  readonly firstName: string
  readonly lastName: string
  readonly companyName: string
  readonly phones: readonly PointDraft[]
  readonly emails: readonly PointDraft[]
}

const noCompany = { name: '', id: null }

export const emptySaleDraft: SaleDraft = {
  ...{ accountId: null, name: '', price: '', stage: null, responsibleId: null, company: noCompany, people: [] },
  ...{ firstName: '', lastName: '', companyName: '', phones: [], emails: [], custom: {} },
}

/** Whether something tells it from any other one: where it stands and who answers for it does not. */
export const isSaleWorthSaving = (draft: SaleDraft): boolean =>
  draft.people.length > 0 || (readPrice(draft.price) ?? 0) > 0 || textsOf(draft).some((text) => text.trim() !== '')

const textsOf = ({ name, company, firstName, lastName, companyName, phones, emails }: SaleDraft): readonly string[] => [
  ...[name, [firstName, lastName].map((part) => part.trim()).join(' '), companyName, company.name],
  ...[...phones, ...emails].map(({ value }) => value),
]

/**
 * What it is called: as somebody has typed, else after whom it is about. Never empty: a CRM would name it by a number that nobody
 * here knows, and one that is looked for after a lost answer is known by its name.
 * @param otherwise where nothing is told of whom it is about
 */
export function nameOfSale(draft: SaleDraft, otherwise: string): string {
  const [own = '', person = '', toldCompany = '', company = '', ...reaches] = textsOf(draft).map((text) => text.trim())
  const contact = draft.people[0]?.name.trim() ?? ''
  return [own, person, contact, toldCompany, company, ...reaches].find((text) => text !== '') ?? otherwise
}

/**
 * What is to be made of it. Empty lines fall away.
 * @param firstStage where a new one begins; `null` where the CRM is to choose
 */
export function toSale(kind: SaleKind, draft: SaleDraft, firstStage: StageId | null, otherwise: string): Sale {
  const contactIds = draft.people.map(({ id }) => id)
  const custom = draft.accountId === null ? undefined : draft.custom[draft.accountId]
  const fields: DealFields = {
    ...{ name: nameOfSale(draft, otherwise), price: readPrice(draft.price) ?? 0 },
    ...{ stage: draft.stage ?? firstStage, responsibleId: draft.responsibleId },
    ...{ contactIds, mainContactId: contactIds[0] ?? null, companyId: draft.company.id },
    ...(custom === undefined ? {} : { custom }),
  }
  if (kind === 'deal') return { kind, fields }
  const { firstName, lastName, companyName, phones, emails } = draft
  return {
    kind,
    fields: {
      ...fields,
      ...{ firstName: firstName.trim(), lastName: lastName.trim(), companyName: companyName.trim() },
      ...{ phones: distinctPoints(phones), emails: distinctPoints(emails) },
      ...{ isPriceManual: fields.price !== 0, rows: [] },
    },
  }
}

/** Where a new one begins; `null` where nobody knows: then the CRM chooses. */
export function firstStageOf(pipelines: readonly Pipeline[]): StageId | null {
  const pipeline = pipelines.find(({ isMain }) => isMain) ?? pipelines[0]
  return pipeline?.stages.find(({ kind }) => kind === 'open')?.id ?? null
}

/** What of it can be told to an account: another one has neither these people nor these stages. */
export function inAccount(draft: SaleDraft, accountId: AccountId): SaleDraft {
  if (draft.accountId === accountId) return draft
  const isOwn = (id: UserId | ContactId) => accountOf(id) === accountId
  const { people, responsibleId } = draft
  return {
    ...draft,
    ...{
      accountId,
      stage: null,
      company: { ...draft.company, id: null },
      people: people.filter(({ id }) => isOwn(id)),
    },
    responsibleId: responsibleId !== null && isOwn(responsibleId) ? responsibleId : null,
  }
}
