import * as v from 'valibot'
import { remoteIdOf, type CompanyId, type ContactId } from '#shared/domain/ids.ts'
import { memberOf } from '#shared/domain/neighbour.ts'
import { valueIn } from '#shared/sync/neighbour-edits.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import type { AmocrmContext } from './context.ts'
import { isForbidden } from './forbidden.ts'
import { readProblem } from './rejections.ts'
import { LinksWire } from './wire.ts'

/** One contact that comes to a deal, becomes its main one, or leaves it; or a company. */
interface LinkWish {
  /** The field that it was asked for by: there a refusal shows. */
  readonly field: string
  readonly action: 'link' | 'unlink'
  readonly to: 'contacts' | 'companies'
  readonly id: ContactId | CompanyId
  readonly isMain: boolean
}

/** What is to be said of a deal's contacts. The new main one first: the vendor would put another one in the place of one that leaves. */
function wishesOf({ record, fields }: NeighbourUpdate): readonly LinkWish[] {
  const mainId = record.kind === 'deal' && fields.includes('mainContactId') ? record.fields.mainContactId : null
  const main: LinkWish[] =
    mainId === null ? [] : [{ ...toContact, field: 'mainContactId', action: 'link', id: mainId, isMain: true }]
  const members = fields.flatMap((field): LinkWish[] => {
    const contactId = memberOf(field)
    if (contactId === null || contactId === mainId) return []
    const action = valueIn(record, field) === true ? 'link' : 'unlink'
    return [{ ...toContact, field, action, id: contactId, isMain: false }]
  })
  return [...main, ...members.toSorted((a, b) => a.action.localeCompare(b.action))]
}

const toContact = { to: 'contacts' } as const

/**
 * What is to be said of its company: there is room for one, and whether another one takes its place by itself is not
 * documented, so the old one goes first.
 */
function companyWishesOf({ record, before, fields }: NeighbourUpdate): readonly LinkWish[] {
  if (!fields.includes('companyId')) return []
  const wish = { field: 'companyId', to: 'companies', isMain: false } as const
  const [old, next] = [before, record].map((one) => (one?.kind === 'deal' ? one.fields.companyId : null))
  const gone: LinkWish[] = old && old !== next ? [{ ...wish, action: 'unlink', id: old }] : []
  return next ? [...gone, { ...wish, action: 'link', id: next }] : gone
}

/**
 * Tells the vendor which contacts and which company a deal has. Links are set one deal at a time; repeating it is harmless.
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
  for (const wish of companyWishesOf(update)) {
    const refusal = await send(context, update, [wish], signal)
    if (refusal !== null) return refusal
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
  const body = wishes.map(({ to, id, isMain }) => ({
    to_entity_id: Number(remoteIdOf(id)),
    to_entity_type: to,
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

/** What one deal of which one thing is written is refused for. */
export function toRefused(refusal: HttpRefusal, field: `neighbour:${string}`): Refused {
  if (refusal.status === 404) return { kind: 'gone' }
  const problem = readProblem(refusal)
  const fault = problem['validation-errors']?.[0]?.errors[0]
  if (/(?:^|\.)entity_id$/.test(fault?.path ?? '') && !/to_entity_id$/.test(fault?.path ?? '')) return { kind: 'gone' }
  const reason = fault?.code ?? `http-${refusal.status}`
  return { kind: 'rejected', field, reason, message: fault?.detail ?? problem.detail ?? '' }
}
