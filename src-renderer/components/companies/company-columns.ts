import { createColumnLayout, type ColumnLayout } from '../base/column-layout.ts'

/** Columns of the list of companies, from the left. */
export const companyColumns = ['name', 'contacts', 'phone', 'responsible', 'account'] as const
export type CompanyColumn = (typeof companyColumns)[number]
/** What the list can be sorted by. */
export const companySortable = ['name', 'contacts'] as const
export type CompanySortable = (typeof companySortable)[number]

/** @param hasAccounts whether there are several: where there is one, a column for it says nothing */
export function companyLayout(hasAccounts: boolean): ColumnLayout<CompanyColumn> {
  const columns = companyColumns.filter((column) => column !== 'account' || hasAccounts)
  return createColumnLayout<CompanyColumn>(
    columns,
    {
      name: { leastPx: 200, grow: 3 },
      phone: { leastPx: 150, grow: 1 },
      responsible: { leastPx: 150, grow: 1 },
      contacts: { leastPx: 110, grow: 0 },
      account: { leastPx: 160, grow: 1 },
    },
    ['responsible', 'phone', 'account', 'contacts'],
  )
}

export const isCompanySortable = (column: CompanyColumn): column is CompanySortable =>
  companySortable.some((one) => one === column)
