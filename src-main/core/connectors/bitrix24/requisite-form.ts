import type { RequisiteForm, RequisiteLine, RequisiteLineKind, RequisiteTemplate } from '#shared/domain/requisite.ts'
import type { Command, CommandOutcome } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { AddressTypeWire, PresetFieldWire, PresetWire } from './requisite-wire.ts'
import { answerOf, readAll } from './run-commands.ts'
import { entriesOf } from './scalars.ts'
import { FieldWire, listOfRows } from './wire.ts'

/** Lines of an address, in the order in which people write them. What the vendor keeps beside them is not used any more. */
export const addressLines = [
  ...['ADDRESS_1', 'ADDRESS_2', 'CITY', 'REGION', 'PROVINCE', 'POSTAL_CODE', 'COUNTRY'],
] as const satisfies readonly string[]

/** The place of addresses among the lines of a preset. */
const ADDRESSES = 'RQ_ADDR'

const PRESETS: Command = { name: 'presets', method: 'crm.requisite.preset.list', params: { order: { SORT: 'ASC' } } }
const FIELDS: Command = { name: 'fields', method: 'crm.requisite.fields', params: {} }
const TYPES: Command = { name: 'types', method: 'crm.enum.addresstype', params: {} }
const LINES = 'crm.requisite.preset.field.list'

/** What requisites can consist of, asked for again now and then. */
export interface RequisiteForms {
  /** `null` where they are not for this user, or the portal has none. */
  current(signal: AbortSignal): Promise<RequisiteForm | null>
}

/** Presets hardly ever change. */
const MAX_AGE_MS = 15 * 60_000

export function createRequisiteForms(context: Bitrix24Context): RequisiteForms {
  let last: { readonly at: number; readonly form: RequisiteForm | null } | null = null
  return {
    async current(signal) {
      const now = context.clock.now()
      if (last === null || Math.abs(now - last.at) >= MAX_AGE_MS) {
        last = { at: now, form: await readRequisiteForm(context, signal) }
      }
      return last.form
    },
  }
}

/**
 * Presets with their lines, and types of addresses.
 * @source https://apidocs.bitrix24.com/api-reference/crm/requisites/presets/index.html
 */
async function readRequisiteForm(context: Bitrix24Context, signal: AbortSignal): Promise<RequisiteForm | null> {
  const [presets, fields, types] = await readAll(context, [PRESETS, FIELDS, TYPES], signal)
  if (presets?.kind === 'refused' || fields?.kind === 'refused') return null
  const rows = parseResult(listOfRows(PresetWire), answerOf(presets, PRESETS.method).result, PRESETS.method)
  const described = new Map(
    entriesOf(answerOf(fields, FIELDS.method).result).map(
      ([name, wire]) => [name, parseResult(FieldWire, wire, FIELDS.method)] as const,
    ),
  )
  const commands = rows.map(({ ID }): Command => ({ name: `l${ID}`, method: LINES, params: { preset: { ID } } }))
  const lines = await readAll(context, commands, signal)
  return {
    templates: rows.map((row, at) => toTemplate(row, lines[at], described)),
    addressTypes:
      types?.kind === 'refused'
        ? []
        : parseResult(listOfRows(AddressTypeWire), answerOf(types, TYPES.method).result, TYPES.method).map(
            ({ ID, NAME }) => ({ id: ID, name: NAME }),
          ),
    addressLines,
  }
}

function toTemplate(
  { ID, NAME, ACTIVE }: PresetWire,
  outcome: CommandOutcome | undefined,
  described: ReadonlyMap<string, FieldWire>,
): RequisiteTemplate {
  // Older portals do not tell what a preset asks for: then it may be anything.
  const rows =
    outcome?.kind === 'refused'
      ? [...described.keys(), ADDRESSES].map((name) => ({ FIELD_NAME: name, FIELD_TITLE: '', SORT: 0 }))
      : parseResult(listOfRows(PresetFieldWire), answerOf(outcome, LINES).result, LINES)
  const sorted = rows.toSorted((a, b) => a.SORT - b.SORT)
  return {
    ...{ id: ID, name: NAME, isActive: ACTIVE },
    lines: sorted.flatMap(({ FIELD_NAME, FIELD_TITLE }): RequisiteLine[] => {
      const field = described.get(FIELD_NAME)
      if (field === undefined || !isOwnLine(FIELD_NAME)) return []
      const told = FIELD_TITLE || field.formLabel || field.title || FIELD_NAME
      return [{ name: FIELD_NAME, title: capital(told.replace(/^RQ_/, '')), kind: kindOf(field) }]
    }),
    hasAddresses: rows.some(({ FIELD_NAME }) => FIELD_NAME === ADDRESSES),
  }
}

/** Some titles are told as parts of a sentence: "issued by". */
const capital = (title: string): string => title.slice(0, 1).toUpperCase() + title.slice(1)

/** All else is about the record of requisites, not about the person. */
export const isOwnLine = (name: string): boolean => /^(?:RQ|UF)_/.test(name)

function kindOf({ type, isMultiple, isReadOnly }: FieldWire): RequisiteLineKind {
  if (isMultiple || isReadOnly) return 'shown'
  if (type === 'char') return 'flag'
  return type === 'string' || type === 'integer' || type === 'double' ? 'text' : 'shown'
}
