import { createColumnLayout } from '../base/column-layout.ts'

/** Columns of the list of deals, from the left. The first one is always there. */
export const dealColumns = ['name', 'price', 'stage', 'contact', 'responsible', 'updated'] as const
export type DealColumn = (typeof dealColumns)[number]

export const dealLayout = createColumnLayout<DealColumn>(
  dealColumns,
  {
    name: { leastPx: 200, grow: 3 },
    price: { leastPx: 110, grow: 0 },
    stage: { leastPx: 170, grow: 1 },
    contact: { leastPx: 150, grow: 2 },
    responsible: { leastPx: 130, grow: 1 },
    updated: { leastPx: 90, grow: 0 },
  },
  ['updated', 'responsible', 'contact', 'price', 'stage'],
)
