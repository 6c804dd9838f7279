import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asList, asMap, asText, pick, upperKeys } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { phpMap } from '../protocol/php-json.ts'
import { coreError, RestError } from '../protocol/rest-error.ts'
import { isoTime, nowSeconds } from '../protocol/server-time.ts'
import { portalCurrencies } from '../seed/currency-data.ts'
import type { Currency } from '../store/portal-rows.ts'
import { describeLines } from './describe-fields.ts'
import { fieldsParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { mustBeCrmAdmin } from './rights.ts'

/** `crm.currency.*`: currencies by their three letters, one of them the base, each worded by language. */
export function currencyMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.currency.list', crmList(list)],
    ['crm.currency.get', crmMethod((call) => format(call, mustFind(call), true))],
    ['crm.currency.fields', crmMethod(() => FIELDS)],
    ['crm.currency.add', crmMethod(add)],
    ['crm.currency.update', crmMethod(update)],
    ['crm.currency.delete', crmMethod(remove)],
    ['crm.currency.base.get', crmMethod((call) => baseOf(call)?.code ?? '')],
    ['crm.currency.base.set', crmMethod(setBase)],
    ['crm.currency.localizations.get', crmMethod((call) => localizationsOf(mustFindBy(call)))],
    ['crm.currency.localizations.set', crmMethod(setLocalizations)],
    ['crm.currency.localizations.delete', crmMethod(removeLocalizations)],
    ['crm.currency.localizations.fields', crmMethod(() => LOCALIZATION_FIELDS)],
  ]
}

const FIELDS = describeLines(`
  CURRENCY string - Currency
  AMOUNT_CNT int - Face value
  AMOUNT double - Exchange rate
  BASE char r Base currency
  SORT int - Sorting
  DATE_UPDATE datetime r Date modified
  LID string r Website
  FORMAT_STRING string r Currency output format string
  FULL_NAME string r Name
  DEC_POINT string r Decimal point for output
  THOUSANDS_SEP string r Custom thousands separator for output
  DECIMALS int r Number of decimal places
  LANG currency_localization m Language binding`)

const LOCALIZATION_FIELDS = describeLines(`
  FULL_NAME string - Name
  FORMAT_STRING string - Currency output format string
  DEC_POINT string - Decimal point for output
  THOUSANDS_VARIANT string - Thousands separator for output
  THOUSANDS_SEP string - Custom thousands separator for output
  DECIMALS int - Number of decimal places
  HIDE_ZERO char - Do not show insignificant zeros`)

/** What a language says of a currency, and what it says where nobody said anything. */
const WORDS = ['FULL_NAME', 'FORMAT_STRING', 'DEC_POINT', 'THOUSANDS_VARIANT', 'THOUSANDS_SEP', 'DECIMALS', 'HIDE_ZERO']
const USUAL: Readonly<Record<string, string | null>> = {
  ...{ FULL_NAME: null, FORMAT_STRING: '#', DEC_POINT: '.', THOUSANDS_VARIANT: 'S', THOUSANDS_SEP: ' ' },
  ...{ DECIMALS: '2', HIDE_ZERO: 'N' },
}

function list(call: MethodCall): MethodResult {
  const [order] = Object.entries(upperKeys(mapParameter(call.params, 'order')))
  const rows = currenciesOf(call).toSorted((a, b) => a.sort - b.sort || a.code.localeCompare(b.code))
  const byName = order?.[0] === 'CURRENCY' ? rows.toSorted((a, b) => a.code.localeCompare(b.code)) : rows
  const sorted = (asText(order?.[1]) ?? '').toUpperCase() === 'DESC' ? byName.toReversed() : byName
  return { result: sorted.map((currency) => format(call, currency, false)), total: sorted.length }
}

function add(call: MethodCall): string {
  mustBeCrmAdmin(call)
  const input = upperKeys(fieldsParameter(call.params))
  for (const name of ['CURRENCY', 'AMOUNT', 'AMOUNT_CNT']) {
    if (input[name] === undefined) throw coreError(`Undefined array key "${name}"`)
  }
  const code = (asText(input['CURRENCY']) ?? '').toUpperCase()
  if (!/^[A-Z]{3}$/.test(code)) throw coreError('The currency code must consist of three Latin letters')
  if (find(call, code) !== undefined) throw coreError(`Currency ${code} already exists`)
  const blank = { code, amount: '1', count: 1, sort: 100, isBase: false, updated: 0, lang: {} }
  const made = changed(call, { id: call.data.currencies.nextId(), ...blank }, input)
  call.data.currencies.put(made)
  if (asText(input['BASE']) === 'Y') makeBase(call, made)
  return code
}

function update(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  call.data.currencies.put(changed(call, mustFind(call), upperKeys(fieldsParameter(call.params))))
  return true
}

function remove(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  const currency = mustFind(call)
  if (currency.isBase) throw new RestError('Cannot delete base currency.')
  call.data.currencies.remove(currency.id)
  return true
}

function setBase(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  makeBase(call, mustFind(call))
  return true
}

function setLocalizations(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  const currency = mustFindBy(call)
  const given = asMap(pick(call.params, 'localizations', 'LOCALIZATIONS')) ?? {}
  call.data.currencies.put({ ...currency, lang: { ...currency.lang, ...readWords(currency, given) } })
  return true
}

function removeLocalizations(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  const currency = mustFindBy(call)
  const gone = asList(pick(call.params, 'lids', 'LIDS')).map((lid) => asText(lid) ?? '')
  const lang = Object.fromEntries(Object.entries(currency.lang).filter(([lid]) => !gone.includes(lid)))
  call.data.currencies.put({ ...currency, lang })
  return true
}

function changed(call: MethodCall, currency: Currency, input: ParamMap): Currency {
  const number = (name: string): number | undefined => {
    const value = Number(asText(input[name]) ?? Number.NaN)
    return Number.isFinite(value) ? value : undefined
  }
  const lang = readWords(currency, asMap(input['LANG']) ?? {})
  return {
    ...currency,
    amount: (number('AMOUNT') ?? Number(currency.amount)).toFixed(4),
    count: number('AMOUNT_CNT') ?? currency.count,
    sort: number('SORT') ?? currency.sort,
    updated: nowSeconds(call.portal),
    lang: { ...currency.lang, ...lang },
  }
}

function readWords(currency: Currency, given: ParamMap): Currency['lang'] {
  const languages = Object.entries(given).flatMap(([lid, value]) => {
    const input = asMap(value)
    if (input === undefined) return []
    const known = currency.lang[lid] ?? USUAL
    const words = WORDS.map((name) => [name, asText(input[name]) ?? known[name] ?? null] as const)
    return [[lid, Object.fromEntries(words)] as const]
  })
  return Object.fromEntries(languages)
}

function makeBase(call: MethodCall, base: Currency): void {
  for (const currency of currenciesOf(call)) {
    call.data.currencies.put({ ...currency, isBase: currency.code === base.code })
  }
}

function baseOf(call: MethodCall): Currency | undefined {
  return currenciesOf(call).find(({ isBase }) => isBase)
}

/** Data of earlier versions have none. */
function currenciesOf({ data }: MethodCall): Currency[] {
  const known = data.currencies.all()
  if (known.length > 0) return known
  for (const currency of portalCurrencies) data.currencies.put({ id: data.currencies.nextId(), ...currency })
  return data.currencies.all()
}

function find(call: MethodCall, code: string): Currency | undefined {
  return currenciesOf(call).find((currency) => currency.code === code.toUpperCase())
}

function mustFind(call: MethodCall): Currency {
  const currency = find(call, asText(pick(call.params, 'id', 'ID')) ?? '')
  if (currency === undefined) throw new RestError('Not found')
  return currency
}

/** Localizations word it in another way when nothing is named. */
function mustFindBy(call: MethodCall): Currency {
  if ((asText(pick(call.params, 'id', 'ID')) ?? '') === '') {
    throw new RestError('The parameter id is invalid or not defined.')
  }
  return mustFind(call)
}

function localizationsOf(currency: Currency): unknown {
  return phpMap(Object.entries(currency.lang))
}

function format(call: MethodCall, currency: Currency, isWhole: boolean): Readonly<Record<string, unknown>> {
  const { language } = call.portal.switches()
  const words = currency.lang[language] ?? Object.values(currency.lang)[0] ?? USUAL
  return {
    CURRENCY: currency.code,
    AMOUNT_CNT: String(currency.count),
    AMOUNT: currency.amount,
    SORT: String(currency.sort),
    BASE: currency.isBase ? 'Y' : 'N',
    FULL_NAME: words['FULL_NAME'] ?? null,
    LID: language,
    FORMAT_STRING: words['FORMAT_STRING'] ?? null,
    DEC_POINT: words['DEC_POINT'] ?? null,
    THOUSANDS_SEP: words['THOUSANDS_SEP'] ?? null,
    DECIMALS: words['DECIMALS'] ?? null,
    DATE_UPDATE: isoTime(call.portal, currency.updated),
    ...(isWhole ? { LANG: localizationsOf(currency) } : {}),
  }
}
