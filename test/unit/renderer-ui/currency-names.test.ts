import { expect, test } from 'vitest'
import { currencyOptions } from '#renderer/composables/currency-names.ts'

test('currencies come by code and name, that of the account first; one without a name goes by its code', () => {
  const options = currencyOptions('en', ['RUB', '', 'rubbish'])

  expect(options.slice(0, 2)).toEqual([
    { id: 'RUB', name: 'RUB · Russian Ruble' },
    { id: 'rubbish', name: 'rubbish · rubbish' },
  ])
  expect(options.filter(({ id }) => id === 'RUB')).toHaveLength(1)
  expect(options.find(({ id }) => id === 'EUR')).toEqual({ id: 'EUR', name: 'EUR · Euro' })
})
