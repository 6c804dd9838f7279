import { newEntityId, type CompanyId } from '#shared/domain/ids.ts'
import { foldName } from '#shared/domain/same-text.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { AccountContext, CompanyChoice } from './card-context.ts'

/** A company to link to; with its name where it is made on the way. */
export interface ChosenCompany {
  readonly id: CompanyId
  readonly createName?: string
}

/** The one that is called so: to the letter if there is one, else but for case and spaces. */
export const companyCalled = (companies: readonly CompanyChoice[], name: string): CompanyChoice | null =>
  companies.find((company) => company.name === name) ??
  companies.find((company) => foldName(company.name) === foldName(name)) ??
  null

export const newCompany = ({ accountId }: Pick<AccountContext, 'accountId'>, createName: string): ChosenCompany => ({
  id: newEntityId<CompanyId>(accountId, crypto.randomUUID()),
  createName,
})

/**
 * The company of this name, or a new one.
 * @param name not empty, without spaces around it
 * @throws {AppError} `state/refused` where nobody has it and none may be made
 */
export async function chooseCompany(context: AccountContext, name: string): Promise<ChosenCompany> {
  const known = companyCalled(await context.searchCompanies(name), name)
  if (known !== null) return { id: known.id }
  if (context.companiesLockedBy === '') return newCompany(context, name)
  throw new AppError('state/refused', 'no right to add companies', { details: { reason: 'no-company-add' } })
}
