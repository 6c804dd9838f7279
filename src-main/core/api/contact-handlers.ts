import { accountOf } from '#shared/domain/ids.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AskAtOnce } from '../accounts/ask-at-once.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { WindowContext } from './window-context.ts'

type ContactHandlers = Pick<
  HandlersOf<Commands, WindowContext>,
  | 'contacts/refresh'
  | 'contacts/look-beside'
  | 'records/refresh'
  | 'contacts/find'
  | 'contacts/read-names'
  | 'contacts/find-linked'
  | 'contacts/list-deleted'
  | 'accounts/describe-access'
  | 'companies/look-up'
>

/** What is looked up in a CRM because somebody asks for it now. */
export function createContactHandlers(syncs: AccountSyncs, askAtOnce: AskAtOnce): ContactHandlers {
  return {
    'contacts/refresh': async ({ contactId }) => {
      const there = await syncs.lookUp(accountOf(contactId), { kind: 'contact', contactId })
      return { isThere: there.length > 0 }
    },
    'contacts/look-beside': async ({ contactId }) => {
      await syncs.lookUp(accountOf(contactId), { kind: 'beside', contactId })
      return {}
    },
    'records/refresh': async ({ recordId }) => {
      await syncs.lookUp(accountOf(recordId), { kind: 'record', recordId })
      return {}
    },
    'contacts/find': async ({ accountId, text }) => ({
      contactIds: [...(await syncs.lookUp(accountId, { kind: 'search', text }))],
    }),
    'companies/look-up': async ({ accountId, companyIds }) => {
      await syncs.lookUp(accountId, { kind: 'companies', companyIds })
      return {}
    },
    'contacts/read-names': async ({ accountId, refs }) => {
      const found = await askAtOnce(accountId, (connector, signal) => connector.readNames(refs, signal))
      return { names: found.map(({ name, ...ref }) => ({ ref, name })) }
    },
    'contacts/find-linked': async ({ accountId, kind, text }) => {
      const found = await askAtOnce(accountId, (connector, signal) => connector.findLinked(kind, text, signal))
      return { found: [...found] }
    },
    'accounts/describe-access': async ({ accountId }) =>
      askAtOnce(accountId, async (connector, signal) => (await connector.describeAccess?.(signal)) ?? nothingTold),
    'contacts/list-deleted': async ({ accountId }) => {
      const { contacts, hasMore } = await askAtOnce(accountId, (connector, signal) => connector.readTrash(signal))
      return { contacts: [...contacts], hasMore }
    },
  }
}

const nothingTold = { userName: null, application: null, license: null }
