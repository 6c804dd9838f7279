import type { CompanyLink, ItemResult } from '../contact-writes.ts'
import type { BatchLimit } from './batch-limit.ts'
import { sendLinks, type ContactLink, type LinkAction } from './contact-links.ts'
import type { AmocrmContext } from './context.ts'

export interface CompanyLinker {
  readonly link: (links: readonly CompanyLink[], signal: AbortSignal) => Promise<readonly ItemResult[]>
  readonly unlink: (links: readonly CompanyLink[], signal: AbortSignal) => Promise<readonly ItemResult[]>
}

/** Companies of contacts are links. */
export function createCompanyLinker(context: AmocrmContext, limit: BatchLimit): CompanyLinker {
  const send = (action: LinkAction, links: readonly CompanyLink[], signal: AbortSignal) =>
    sendLinks(context, action, links.map(toLink), limit, signal)
  return {
    link: (links, signal) => send('link', links, signal),
    unlink: (links, signal) => send('unlink', links, signal),
  }
}

const toLink = ({ contactId, companyId }: CompanyLink): ContactLink => ({
  ...{ contactId, to: 'companies', toId: companyId, field: 'company' },
})
