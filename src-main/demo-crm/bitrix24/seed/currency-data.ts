import type { Currency } from '../store/portal-rows.ts'

type Sketch = readonly [code: string, amount: string, sign: string, ru: string, en: string]

const SKETCHES: readonly Sketch[] = [
  ['RUB', '1.0000', '# ₽', 'Российский рубль', 'Russian Ruble'],
  ['USD', '80.0000', '$#', 'Доллар США', 'US Dollar'],
  ['EUR', '90.0000', '# €', 'Евро', 'Euro'],
]

/** The currencies of an ordinary Russian portal; the first is the base. */
export const portalCurrencies: readonly Omit<Currency, 'id'>[] = SKETCHES.map(([code, amount, sign, ru, en], index) => {
  const words = { FORMAT_STRING: sign, DEC_POINT: '.', THOUSANDS_SEP: ' ', DECIMALS: '2' }
  const more = { THOUSANDS_VARIANT: 'S', HIDE_ZERO: 'Y' }
  return {
    ...{ code, amount, count: 1, sort: (index + 1) * 100, isBase: index === 0, updated: 1_577_836_800 },
    lang: { ru: { FULL_NAME: ru, ...words, ...more }, en: { FULL_NAME: en, ...words, ...more } },
  }
})
