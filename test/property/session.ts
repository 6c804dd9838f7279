import { forgetAccounts } from '#renderer/db/forget-accounts.ts'
import type { MainClient } from '#renderer/ipc/main-client.ts'
import type { Account } from '#shared/domain/account.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import type { Device, SignedIn } from './device.ts'
import { fieldIds } from './named-fields.ts'
import type { WindowProcess } from './window-process.ts'

/** Buttons of a window that are about accounts and syncs, not about contacts. Each rejects as main refuses. */
export interface Session {
  sync(): Promise<void>
  setOffline(isOffline: boolean): Promise<void>
  /** Signs in to every account of the device, again or anew. */
  'sign-in'(): Promise<void>
  'sign-out'(pick: number): Promise<void>
}

export function sessionAt(device: Device, { main, context }: WindowProcess): Session {
  return {
    async sync() {
      await main.call('sync/run', { accountId: null, reason: 'user' })
    },
    async setOffline(isOffline) {
      await main.call('sync/set-offline', { isOffline })
    },
    async 'sign-in'() {
      for (const signedIn of device.accounts) await enter(signedIn)
    },
    async 'sign-out'(pick) {
      const chosen = device.accounts[pick % device.accounts.length]
      if (chosen === undefined) return
      await main.call('accounts/sign-out', { accountId: chosen.account.id })
      // As the page does it; should it not come to that, the next start does.
      const left = device.accounts.filter((one) => one !== chosen).map(({ account }) => account.id)
      await forgetAccounts(context, left)
    },
  }

  async function enter(signedIn: SignedIn): Promise<void> {
    signedIn.account = await connect(main, signedIn)
    signedIn.ids.add(signedIn.account.id)
  }
}

/** Signs in, as a person at the device would. */
export async function connect(
  main: MainClient,
  { crm: { provider }, origin, token, isMarked }: Omit<SignedIn, 'account' | 'ids'>,
): Promise<Account> {
  const given = provider === 'amocrm' ? { address: origin, token } : { address: '', token: `${origin}/${token}` }
  const account = await main.call('accounts/connect', { provider, ...given })
  // The other kind of CRM has a place for keys in every contact.
  if (isMarked && provider === 'amocrm') await chooseMarker(main, account.id)
  return account
}

/** New contacts of this account carry their key into the CRM from now on. */
async function chooseMarker(main: MainClient, accountId: AccountId): Promise<void> {
  const fieldId = String(fieldIds.marker) as FieldId
  await main.call('accounts/set-marker', { accountId, marker: { kind: 'field', fieldId } })
}

/** Accounts that the device does not know, or that have stopped: somebody has to sign in to them. */
export function needsSignIn(device: Device): boolean {
  const statuses = device.window()?.statuses() ?? []
  return device.accounts.some(({ account }) => {
    const status = statuses.find(({ accountId }) => accountId === account.id)
    return status === undefined || status.phase.kind === 'stopped'
  })
}
