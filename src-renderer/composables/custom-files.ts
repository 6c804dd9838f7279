import type { CustomItem } from '#shared/domain/contact.ts'

/** A file as a CRM refers to it. */
export interface FileName {
  /** Empty where the CRM tells its number alone. */
  readonly name: string
  /** Its number, where that is all that is told. */
  readonly number?: string
  /** `null` where nobody has told. */
  readonly sizeBytes: number | null
}

/** Files in the values of a field, as far as they can be told apart; one without a name goes by its number in the CRM. */
export function toFiles(items: readonly CustomItem[]): readonly FileName[] {
  return items.flatMap(({ value }): readonly FileName[] => {
    if (typeof value === 'string' || typeof value === 'number')
      return value === '' ? [] : [{ name: String(value), sizeBytes: null }]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    const { file_name: name, file_uuid: id, file_size: size, id: number } = value as Readonly<Record<string, unknown>>
    const known = [name, id].find((text): text is string => typeof text === 'string' && text !== '')
    if (known === undefined) return typeof number === 'string' ? [{ name: '', number, sizeBytes: null }] : []
    return [{ name: known, sizeBytes: typeof size === 'number' && size >= 0 ? size : null }]
  })
}
