import { saleKinds } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { ConnectorParts } from '../connector-kind.ts'
import type { Connector } from '../connector.ts'
import { createOpenLines } from './chats.ts'
import { newFields, severalKinds } from './change-field.ts'
import { createBitrix24Api } from './client.ts'
import { createCompanyPort } from './company-port.ts'
import { createContactPorts } from './contact-ports.ts'
import type { Bitrix24Context } from './context.ts'
import { dealWords } from './deals.ts'
import { describeAccess } from './describe-access.ts'
import { createEventFeed, unbindAll } from './event-feed.ts'
import { identify } from './identify.ts'
import { hasLeads, leadWords } from './leads.ts'
import { createLayoutPort } from './layouts.ts'
import type { MethodPauses } from './method-pauses.ts'
import { createNotePort } from './notes.ts'
import { pullPipelines } from './pipelines.ts'
import { createRequisiteForms } from './requisite-form.ts'
import { createRequisitePort } from './requisites.ts'
import { readRights } from './rights.ts'
import { createSalePort } from './sales.ts'
import { createTaskPort } from './tasks.ts'

export interface Bitrix24Options extends ConnectorParts {
  /** Of this account, whichever connector of it asks. */
  readonly pauses: MethodPauses
}

/** Speaks Bitrix24's REST API. What is covered and what is not: README.md beside this file. */
export function createBitrix24Connector(options: Bitrix24Options): Connector {
  const { accountId, access, throttle, pauses, network, clock, random, logger } = options
  const ownQueue = (): string | null => feed.ownQueue()
  const api = createBitrix24Api({ access, gate: throttle, pauses, network, clock, random, logger, ownQueue })
  const context: Bitrix24Context = { accountId, api, clock, logger }
  const feed = createEventFeed(context, access)
  const { context: own, ...contacts } = createContactPorts(context, feed)
  const [requisiteForms, openLines] = [createRequisiteForms(context), createOpenLines(context)]
  return {
    ...contacts,
    async identify(signal) {
      const who = await identify(context, access, signal)
      const leads = await hasLeads(context, signal)
      const sales = leads ? saleKinds : (['deal'] as const)
      const capabilities = {
        ...(await contacts.capabilities(signal)),
        ...{
          leads,
          fieldsOf: [...sales, 'company'] as const,
          deletes: [...sales, 'company', 'note', 'task'] as const,
          requisites: await requisiteForms.current(signal),
        },
        ...(await openLines.capabilities(signal)),
        ...{ layouts: true, links: [], describesAccess: true },
        ...{ newFields, severalKinds, requiresFields: true },
        adminOnly: ['fields', 'layouts'] as const,
      }
      return { ...who, capabilities }
    },
    describeAccess: (signal) => describeAccess(context, signal),
    readRights: (signal) => readRights(context, signal),
    heardAt: () => api.heardAt(),
    get writeCount() {
      return api.writeCount
    },
    noticing: () => feed.noticing(),
    withheld: () => [...own.withheld],
    leave: (signal) => unbindAll(context, access, signal),
    pullPipelines: (signal) => pullPipelines(context, signal),
    neighbours: {
      company: createCompanyPort(own),
      note: createNotePort(own),
      task: createTaskPort(own),
      deal: createSalePort(own, dealWords),
      lead: createSalePort(own, leadWords),
      requisite: createRequisitePort(own, requisiteForms),
      chat: openLines.port,
      layout: createLayoutPort(own),
    },
    ...withoutCounterpart,
  }
}

/** What this vendor has not, or what is not read from it. */
const withoutCounterpart: Pick<
  Connector,
  'readTrash' | 'readNames' | 'findLinked' | 'offerMarkers' | 'makeMarkerField'
> = {
  // Its recycle bin has no methods.
  readTrash: async () => Promise.resolve({ contacts: [], hasMore: false }),
  readNames: async () => Promise.resolve([]),
  findLinked: async () => Promise.resolve([]),
  // Where a contact comes from, and its key there, are fields that every portal has.
  offerMarkers: async () => Promise.resolve({ fields: [], making: 'built-in' }),
  makeMarkerField: async () =>
    Promise.reject(new AppError('remote/rejected', 'no field is needed for keys', { details: { reached: false } })),
}
