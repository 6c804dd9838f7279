import { describe, expect, test } from 'vitest'
import { createColumnLayout } from '#renderer/components/base/column-layout.ts'
import { companyLayout } from '#renderer/components/companies/company-columns.ts'
import { dealLayout } from '#renderer/components/deals/deal-columns.ts'

/** Beside an open card in the smallest window. */
const NARROWEST_PX = 288

const leastOf = (template: string): number =>
  [...template.matchAll(/(\d+)px/g)].reduce((sum, [, px]) => sum + Number(px), 0)

describe('createColumnLayout', () => {
  test('leaves out what is needed least until the rest fits', () => {
    const room = { leastPx: 100, grow: 1 }
    const { fit } = createColumnLayout(['a', 'b', 'c'], { a: room, b: room, c: room }, ['b', 'c'])

    expect([fit(0), fit(300), fit(299), fit(150)]).toEqual([['a', 'b', 'c'], ['a', 'b', 'c'], ['a', 'c'], ['a']])
  })

  test.each([
    ['deals', dealLayout],
    ['companies', companyLayout(true)],
  ])('fits the list of %s beside a card in the smallest window', (_list, { fit, templateOf }) => {
    expect(leastOf(templateOf(fit(NARROWEST_PX) as never))).toBeLessThanOrEqual(NARROWEST_PX)
  })
})
