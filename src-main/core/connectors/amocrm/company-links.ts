import * as v from 'valibot'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import type { CompanyLink, ItemResult } from '../connector.ts'
import type { BatchLimit } from './batch-limit.ts'
import type { AmocrmContext } from './context.ts'
import { forbiddenIn, isForbidden } from './forbidden.ts'
import { readProblem } from './rejections.ts'
import { toParts } from '../send-in-parts.ts'
import { LinksWire } from './wire.ts'

type Action = 'link' | 'unlink'

export interface CompanyLinker {
  readonly link: (links: readonly CompanyLink[], signal: AbortSignal) => Promise<readonly ItemResult[]>
  readonly unlink: (links: readonly CompanyLink[], signal: AbortSignal) => Promise<readonly ItemResult[]>
}

/** @source https://www.amocrm.ru/developers/content/crm_platform/entity-links-api */
export function createCompanyLinker(context: AmocrmContext, limit: BatchLimit): CompanyLinker {
  const inParts = async (action: Action, links: readonly CompanyLink[], signal: AbortSignal) => {
    const results: ItemResult[] = []
    for (const part of toParts(links, limit.current()))
      results.push(...(await send(context, action, part, limit, signal)))
    return results
  }
  return {
    link: (links, signal) => inParts('link', links, signal),
    unlink: (links, signal) => inParts('unlink', links, signal),
  }
}

/** All at once; if the vendor refuses that, or leaves some out of its answer, one by one, to learn which and why. */
async function send(
  context: AmocrmContext,
  action: Action,
  links: readonly CompanyLink[],
  limit: BatchLimit,
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const [only] = links
  if (only !== undefined && links.length === 1) return [await sendOne(context, action, only, signal)]
  const done = await sendBulk(context, action, links, limit, signal)
  const results: ItemResult[] = []
  for (const link of links) results.push(done.has(link) ? applied(link) : await sendOne(context, action, link, signal))
  return results
}

const applied = ({ contactId }: CompanyLink): ItemResult => ({ kind: 'applied', remoteId: contactId, updatedAt: null })

const target = ({ companyId }: CompanyLink) => ({ to_entity_id: Number(companyId), to_entity_type: 'companies' })

/** Unlinking is answered without content. */
const schemaFor = (action: Action) => (action === 'link' ? LinksWire : v.unknown())

async function sendBulk(
  { http }: AmocrmContext,
  action: Action,
  links: readonly CompanyLink[],
  limit: BatchLimit,
  signal: AbortSignal,
): Promise<ReadonlySet<CompanyLink>> {
  const body = links.map((link) => ({ entity_id: Number(link.contactId), ...target(link) }))
  const path = `/api/v4/contacts/${action}`
  try {
    if (action === 'unlink') {
      await http.postJson(path, { body, schema: v.unknown(), signal })
      return new Set(links)
    }
    const made = (await http.postJson(path, { body, schema: LinksWire, signal }))?._embedded.links ?? []
    const isMade = ({ contactId, companyId }: CompanyLink) =>
      made.some((one) => one.entity_id === Number(contactId) && one.to_entity_id === Number(companyId))
    return new Set(links.filter(isMade))
  } catch (error) {
    limit.note(error, links.length)
    if (!(error instanceof HttpRefusal) && !isForbidden(error)) throw error
    return new Set()
  }
}

async function sendOne(
  { http }: AmocrmContext,
  action: Action,
  link: CompanyLink,
  signal: AbortSignal,
): Promise<ItemResult> {
  const path = `/api/v4/contacts/${link.contactId}/${action}`
  try {
    await http.postJson(path, { body: [target(link)], schema: schemaFor(action), signal })
    return applied(link)
  } catch (error) {
    if (isForbidden(error)) return forbiddenIn('company')
    if (!(error instanceof HttpRefusal)) throw error
    return toResult(error)
  }
}

function toResult(refusal: HttpRefusal): ItemResult {
  if (refusal.status === 404) return { kind: 'gone' }
  const problem = readProblem(refusal)
  const fault = problem['validation-errors']?.[0]?.errors[0]
  if (/(?:^|\.)entity_id$/.test(fault?.path ?? '')) return { kind: 'gone' }
  const reason = fault?.code ?? `http-${refusal.status}`
  return { kind: 'rejected', field: 'company', reason, message: fault?.detail ?? problem.detail ?? '' }
}
