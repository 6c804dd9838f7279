import type { CustomItem } from '#shared/domain/contact.ts'
import type { FieldOption } from '#shared/domain/directory.ts'
import { textOf } from './scalars.ts'

/** The address that a contact has of its own, beside those of its requisites: one field of several lines here, many there. */
export const ADDRESS = 'ADDRESS'

/** The vendor's fields and what each line is, in the order in which people write them. */
const lines: readonly (readonly [name: string, code: string])[] = [
  ['ADDRESS', 'address_line_1'],
  ['ADDRESS_2', 'address_line_2'],
  ['ADDRESS_CITY', 'city'],
  ['ADDRESS_REGION', 'district'],
  ['ADDRESS_PROVINCE', 'state'],
  ['ADDRESS_POSTAL_CODE', 'zip'],
  ['ADDRESS_COUNTRY', 'country'],
]

/** Its lines. @param titleOf what the portal calls one of its fields; `undefined` for one that it has not */
export const addressOptions = (titleOf: (name: string) => string | undefined): readonly FieldOption[] =>
  lines.flatMap(([name, code]) => {
    const title = titleOf(name)
    return title === undefined ? [] : [{ id: name, value: title, code }]
  })

/** What stands there. */
export const toAddressItems = (row: Readonly<Record<string, unknown>>): readonly CustomItem[] =>
  lines.map(([name, code]) => ({ value: textOf(row[name]), code })).filter(({ value }) => value !== '')

const COUNTRY = 'ADDRESS_COUNTRY'
const COUNTRY_CODE = 'ADDRESS_COUNTRY_CODE'
/** Belongs to the address, and is shown to nobody here: of which place on a map it is. */
const PLACE = 'ADDRESS_LOC_ADDR_ID'

/** What has to be known of a record before its address is told anew. @param codes fields that are written */
export const neededForAddress = (codes: readonly string[]): readonly string[] =>
  codes.includes(ADDRESS) ? [COUNTRY, COUNTRY_CODE, PLACE] : []

/**
 * All lines, as the vendor asks: what is not told with the others it may clear. What nobody types here goes along as it is there; the
 * code of a country only while that is the same one.
 * @param current the record as it is now, as far as `neededForAddress` asks for it; absent of a new one
 */
export function toAddressOut(
  items: readonly CustomItem[],
  current: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, string>> {
  const told: Readonly<Record<string, string>> = Object.fromEntries(
    lines.map(([name, code]) => [name, textOf(items.find((item) => item.code === code)?.value)]),
  )
  const [code, place] = [textOf(current[COUNTRY_CODE]), textOf(current[PLACE])]
  const isSameCountry = told[COUNTRY] === textOf(current[COUNTRY])
  return {
    ...told,
    ...(code === '' ? {} : { [COUNTRY_CODE]: isSameCountry ? code : '' }),
    ...(place === '' || place === '0' ? {} : { [PLACE]: place }),
  }
}
