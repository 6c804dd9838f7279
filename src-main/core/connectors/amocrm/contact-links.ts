import * as v from 'valibot'
import type { FieldName } from '#shared/domain/field-edit.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { BatchLimit } from './batch-limit.ts'
import type { AmocrmContext } from './context.ts'
import { forbiddenIn, isForbidden } from './forbidden.ts'
import { readProblem } from './rejections.ts'
import { toParts } from '../send-in-parts.ts'
import { LinksWire } from './wire.ts'

export type LinkAction = 'link' | 'unlink'

/** One link of a contact, as the vendor names its other end. */
export interface ContactLink {
  readonly contactId: RemoteId
  readonly to: 'companies' | 'customers' | 'catalog_elements'
  readonly toId: RemoteId
  /** Of an element its catalog, how much of it and at which of its prices, as far as they are known. */
  readonly metadata?: Readonly<Record<string, number>> | undefined
  /** Where a refusal shows. */
  readonly field: FieldName
}

/**
 * Makes links of contacts, or takes them off: all at once; if the vendor refuses that, or leaves some out of its answer, one by
 * one, to learn which and why. Repeating it is harmless. One result per link, in order.
 * @source https://www.amocrm.ru/developers/content/crm_platform/entity-links-api
 */
export async function sendLinks(
  context: AmocrmContext,
  action: LinkAction,
  links: readonly ContactLink[],
  limit: BatchLimit,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = []
  for (const part of toParts(links, limit.current())) {
    const done = part.length === 1 ? new Set() : await sendMany(context, action, part, limit, signal)
    for (const link of part) results.push(done.has(link) ? applied(link) : await sendOne(context, action, link, signal))
  }
  return results
}

const applied = ({ contactId }: ContactLink): ItemResult => ({ kind: 'applied', remoteId: contactId, updatedAt: null })

const target = ({ to, toId, metadata }: ContactLink) => ({
  ...{ to_entity_id: Number(toId), to_entity_type: to },
  ...(metadata === undefined ? {} : { metadata }),
})

async function sendMany(
  { http }: AmocrmContext,
  action: LinkAction,
  links: readonly ContactLink[],
  limit: BatchLimit,
  signal: AbortSignal,
): Promise<ReadonlySet<unknown>> {
  const body = links.map((link) => ({ entity_id: Number(link.contactId), ...target(link) }))
  const path = `/api/v4/contacts/${action}`
  try {
    if (action === 'unlink') {
      // Answered without content.
      await http.postJson(path, { body, schema: v.unknown(), signal })
      return new Set(links)
    }
    const made = (await http.postJson(path, { body, schema: LinksWire, signal }))?._embedded.links ?? []
    return new Set(links.filter((link) => made.some((one) => isSame(one, link) && isAsMuch(one, link))))
  } catch (error) {
    limit.note(error, links.length)
    if (!(error instanceof HttpRefusal) && !isForbidden(error)) throw error
    return new Set()
  }
}

async function sendOne(
  { http }: AmocrmContext,
  action: LinkAction,
  link: ContactLink,
  signal: AbortSignal,
): Promise<ItemResult> {
  const path = `/api/v4/contacts/${link.contactId}`
  const body = [target(link)]
  const make = () => http.postJson(`${path}/link`, { body, schema: LinksWire, signal })
  const takeOff = () => http.postJson(`${path}/unlink`, { body, schema: v.unknown(), signal })
  try {
    if (action === 'unlink') await takeOff()
    else if (!isEnough(await make(), link)) {
      // Whether an amount takes the place of the one that was there is not documented.
      await takeOff()
      await make()
    }
    return applied(link)
  } catch (error) {
    if (isForbidden(error)) return forbiddenIn(link.field)
    if (!(error instanceof HttpRefusal)) throw error
    return toResult(error, link.field)
  }
}

type MadeLink = v.InferOutput<typeof LinksWire>['_embedded']['links'][number]

const isSame = (made: MadeLink, { contactId, to, toId }: ContactLink): boolean =>
  made.entity_id === Number(contactId) && made.to_entity_id === Number(toId) && made.to_entity_type === to

/** What the answer does not tell is as it should be. */
function isEnough(answer: v.InferOutput<typeof LinksWire> | null, link: ContactLink): boolean {
  const told = answer?._embedded.links.find((one) => isSame(one, link))
  return told === undefined || isAsMuch(told, link)
}

function isAsMuch({ metadata }: MadeLink, link: ContactLink): boolean {
  const wanted = link.metadata?.['quantity']
  const told = metadata?.quantity ?? null
  return wanted === undefined || told === null || Number(told) === wanted
}

function toResult(refusal: HttpRefusal, field: FieldName): ItemResult {
  if (refusal.status === 404) return { kind: 'gone' }
  const problem = readProblem(refusal)
  const fault = problem['validation-errors']?.[0]?.errors[0]
  if (/(?:^|\.)entity_id$/.test(fault?.path ?? '')) return { kind: 'gone' }
  const reason = fault?.code ?? `http-${refusal.status}`
  return { kind: 'rejected', field, reason, message: fault?.detail ?? problem.detail ?? '' }
}
