import type { FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { MarkerOffer } from '../connector.ts'
import type { AmocrmContext } from './context.ts'
import { readFields } from './directory.ts'
import { MARKER_TYPE } from './marker.ts'
import { readOwnUser } from './own-user.ts'
import { toRejection } from './rejections.ts'
import { CreatedFieldsWire, type FieldWire } from './wire.ts'

const PATH = '/api/v4/contacts/custom_fields'
/** By it another device finds the field again, whatever people have renamed it to. */
const OWN_CODE = 'KARTOTEKA_ID'
const OWN_NAME = 'Kartoteka ID'
/** Codes that integrations use for the keys of other systems. */
const outsideCodes: readonly string[] = [OWN_CODE, 'EXTERNAL_ID']

/** The account's text fields, those made for such keys first. */
export async function offerMarkers(context: AmocrmContext, signal: AbortSignal): Promise<MarkerOffer> {
  const texts = (await readFields(context, signal)).filter((field) => mayKeepKeys(field))
  const rank = ({ code }: FieldWire) => {
    const at = outsideCodes.indexOf(code ?? '')
    return at === -1 ? outsideCodes.length : at
  }
  const fields = texts
    .toSorted((a, b) => rank(a) - rank(b) || (a.sort ?? 0) - (b.sort ?? 0))
    .map((field) => ({
      id: String(field.id) as FieldId,
      name: field.name ?? '',
      isSuggested: rank(field) < outsideCodes.length,
    }))
  if (texts.some(({ code }) => code === OWN_CODE)) return { fields, making: 'made' }
  // Fields are made by administrators alone.
  return { fields, making: (await readOwnUser(context, signal))?.rights?.is_admin === true ? 'possible' : 'not-admin' }
}

/** Not one of the vendor's own: a position is nobody's key. */
const mayKeepKeys = ({ type, is_predefined }: FieldWire): boolean => type === MARKER_TYPE && is_predefined !== true

/**
 * A field that only integrations may write, made if there is none. Looks first, so repeating it is harmless.
 * @throws {AppError} also `remote/rejected`, with the vendor's words
 */
export async function makeMarkerField(context: AmocrmContext, signal: AbortSignal): Promise<FieldId> {
  const made = (await readFields(context, signal)).find(({ code, type }) => code === OWN_CODE && type === MARKER_TYPE)
  if (made !== undefined) return String(made.id) as FieldId
  const body = [{ name: OWN_NAME, code: OWN_CODE, type: MARKER_TYPE, is_api_only: true }]
  try {
    const answer = await context.http.postJson(PATH, { body, schema: CreatedFieldsWire, signal })
    const [created] = answer?._embedded.custom_fields ?? []
    if (created !== undefined) return String(created.id) as FieldId
  } catch (error) {
    throw toRejection(error)
  }
  throw new AppError('remote/invalid-response', 'no field in the answer', {
    details: { path: '_embedded.custom_fields', reached: true },
  })
}
