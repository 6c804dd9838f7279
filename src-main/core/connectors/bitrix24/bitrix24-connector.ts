import type { Capabilities } from '#shared/domain/account.ts'
import type { ConnectorParts } from '../connector-kind.ts'
import type { Connector } from '../connector.ts'
import { createBitrix24Api } from './client.ts'
import type { Bitrix24Context } from './context.ts'
import { identify } from './identify.ts'
import type { MethodPauses } from './method-pauses.ts'
import { noContacts } from './no-contacts.ts'
import { readRights } from './rights.ts'

/** The same for every portal. */
const capabilities: Capabilities = {
  deleteContacts: true,
  tags: false,
  chats: false,
  companiesPerContact: 'many',
  phoneKinds: ['WORK', 'MOBILE', 'FAX', 'HOME', 'PAGER', 'MAILING', 'OTHER'],
  emailKinds: ['WORK', 'HOME', 'MAILING', 'OTHER'],
  adminOnly: ['fields'],
}

export interface Bitrix24Options extends ConnectorParts {
  /** Of this account, whichever connector of it asks. */
  readonly pauses: MethodPauses
}

/** Speaks Bitrix24's REST API. What is covered and what is not: README.md beside this file. */
export function createBitrix24Connector(options: Bitrix24Options): Connector {
  const { accountId, access, throttle, pauses, network, clock, random, logger } = options
  const api = createBitrix24Api({ access, gate: throttle, pauses, network, clock, random, logger })
  const context: Bitrix24Context = { accountId, api, clock, logger }
  return {
    ...noContacts,
    identify: (signal) => identify(context, access, capabilities, signal),
    readRights: (signal) => readRights(context, signal),
    heardAt: () => api.heardAt(),
    get writeCount() {
      return api.writeCount
    },
  }
}
