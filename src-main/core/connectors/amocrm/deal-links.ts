import * as v from 'valibot'
import { remoteIdOf, type ContactId } from '#shared/domain/ids.ts'
import { memberOf } from '#shared/domain/neighbour.ts'
import { valueIn } from '#shared/sync/neighbour-edits.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { ItemResult, NeighbourUpdate } from '../connector.ts'
import type { AmocrmContext } from './context.ts'
import { isForbidden } from './forbidden.ts'
import { readProblem } from './rejections.ts'
import { LinksWire } from './wire.ts'

/** One contact that comes to a deal, becomes its main one, or leaves it. */
interface LinkWish {
  /** The field that it was asked for by: there a refusal shows. */
  readonly field: string
  readonly action: 'link' | 'unlink'
  readonly contactId: ContactId
  readonly isMain: boolean
}

/** What is to be said of a deal's contacts. The new main one first: the vendor would put another one in the place of one that leaves. */
function wishesOf({ record, fields }: NeighbourUpdate): readonly LinkWish[] {
  const mainId = record.kind === 'deal' && fields.includes('mainContactId') ? record.fields.mainContactId : null
  const main: LinkWish[] =
    mainId === null ? [] : [{ field: 'mainContactId', action: 'link', contactId: mainId, isMain: true }]
  const members = fields.flatMap((field): LinkWish[] => {
    const contactId = memberOf(field)
    if (contactId === null || contactId === mainId) return []
    return [{ field, action: valueIn(record, field) === true ? 'link' : 'unlink', contactId, isMain: false }]
  })
  return [...main, ...members.toSorted((a, b) => a.action.localeCompare(b.action))]
}

/**
 * Tells the vendor which contacts a deal has. Links are set one deal at a time; repeating it is harmless.
 * @returns what was refused first; `null` when all is said
 * @source https://www.amocrm.ru/developers/content/crm_platform/entity-links-api
 */
export async function linkDeal(
  context: AmocrmContext,
  update: NeighbourUpdate,
  signal: AbortSignal,
): Promise<Exclude<ItemResult, { kind: 'applied' }> | null> {
  const wishes = wishesOf(update)
  for (const action of ['link', 'unlink'] as const) {
    const own = wishes.filter((wish) => wish.action === action)
    const refusal = own.length === 0 ? null : await send(context, update, own, signal)
    // One of several: each by itself, to learn which.
    const [blamed] = refusal === null || own.length === 1 ? [refusal] : await sendEach(context, update, own, signal)
    if (blamed !== null && blamed !== undefined) return blamed
  }
  return null
}

async function sendEach(
  context: AmocrmContext,
  update: NeighbourUpdate,
  wishes: readonly LinkWish[],
  signal: AbortSignal,
): Promise<readonly Refused[]> {
  const refused: Refused[] = []
  for (const wish of wishes) {
    const one = await send(context, update, [wish], signal)
    if (one !== null) refused.push(one)
  }
  return refused
}

type Refused = Exclude<ItemResult, { kind: 'applied' }>

async function send(
  { http }: AmocrmContext,
  { remoteId }: NeighbourUpdate,
  wishes: readonly LinkWish[],
  signal: AbortSignal,
): Promise<Refused | null> {
  const [first] = wishes
  if (first === undefined) return null
  const { action } = first
  const body = wishes.map(({ contactId, isMain }) => ({
    to_entity_id: Number(remoteIdOf(contactId)),
    to_entity_type: 'contacts',
    ...(isMain ? { metadata: { is_main: true } } : {}),
  }))
  // Taking a link off is answered without content.
  const schema = action === 'unlink' ? v.unknown() : LinksWire
  const path = `/api/v4/leads/${remoteId}/${action}`
  try {
    await http.postJson(path, { body, schema, signal })
    return null
  } catch (error) {
    const field = `neighbour:${first.field}` as const
    if (isForbidden(error)) return { kind: 'rejected', field, reason: 'forbidden', message: '' }
    if (!(error instanceof HttpRefusal)) throw error
    return toRefused(error, field)
  }
}

function toRefused(refusal: HttpRefusal, field: `neighbour:${string}`): Refused {
  if (refusal.status === 404) return { kind: 'gone' }
  const problem = readProblem(refusal)
  const fault = problem['validation-errors']?.[0]?.errors[0]
  if (/(?:^|\.)entity_id$/.test(fault?.path ?? '') && !/to_entity_id$/.test(fault?.path ?? '')) return { kind: 'gone' }
  const reason = fault?.code ?? `http-${refusal.status}`
  return { kind: 'rejected', field, reason, message: fault?.detail ?? problem.detail ?? '' }
}
