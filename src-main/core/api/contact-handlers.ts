import { accountOf } from '#shared/domain/ids.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { WindowContext } from './window-context.ts'

type ContactHandlers = Pick<HandlersOf<Commands, WindowContext>, 'contacts/refresh' | 'contacts/find'>

/** What is looked up in a CRM because somebody asks for it now. */
export function createContactHandlers(syncs: AccountSyncs): ContactHandlers {
  return {
    'contacts/refresh': async ({ contactId }) => {
      const there = await syncs.lookUp(accountOf(contactId), { kind: 'contact', contactId })
      return { isThere: there.length > 0 }
    },
    'contacts/find': async ({ accountId, text }) => ({
      contactIds: [...(await syncs.lookUp(accountId, { kind: 'search', text }))],
    }),
  }
}
