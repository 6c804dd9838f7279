import { expect, test } from 'vitest'
import { emptyDraft, toFields } from '#renderer/components/card/contact-draft.ts'
import { withValue } from '#renderer/components/card/required-values.ts'
import { emptySaleDraft, toSale } from '#renderer/components/deals/sale-draft.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'

const [first, second] = ['amo1', 'amo2'] as AccountId[] as [AccountId, AccountId]
const [source, orders] = ['55', '56'] as FieldId[] as [FieldId, FieldId]
const values = { [source]: [{ value: 'Fair' }] }

test('a value that the CRM asks for is put in, put in other words, and taken out', () => {
  const filled = withValue(values, orders, [{ value: '3' }])

  expect([filled, withValue(filled, source, [{ value: 'Shop' }]), withValue(values, source, [])]).toEqual([
    { [source]: [{ value: 'Fair' }], [orders]: [{ value: '3' }] },
    { [source]: [{ value: 'Shop' }], [orders]: [{ value: '3' }] },
    {},
  ])
})

test('what was filled in for one account goes to no other, whose fields have the same ids', () => {
  const custom = { [first]: values }
  const sale = { ...emptySaleDraft, name: 'Boiler', custom }

  expect([first, second].map((id) => toFields({ ...emptyDraft, custom }, id).custom)).toEqual([values, {}])
  expect([first, second].map((accountId) => toSale('deal', { ...sale, accountId }, null, '').fields.custom)).toEqual([
    values,
    undefined,
  ])
})
