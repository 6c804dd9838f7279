import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Account, Provider } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { toWireError, type WireError } from '#shared/errors/app-error.ts'
import { forgetAccounts } from '../db/forget-accounts.ts'
import { holdStore, type StoreRole } from '../db/hold-store.ts'
import { openCache } from '../db/open-cache.ts'
import { toStorageFailure } from '../db/storage-failure.ts'
import { usePreferencesStore } from './preferences-store.ts'
import { useServices } from './services.ts'
import { useMainState } from './use-main-state.ts'

/** The window as a whole: the line to main, the accounts, and what stops everything. */
export const useAppStore = defineStore('app', () => {
  const { context, main, search, locks } = useServices()
  const preferences = usePreferencesStore()
  const status = shallowRef<'starting' | 'ready' | 'failed'>('starting')
  /** What the user has to know: with `failed`, why the app cannot go on. `details.reason` says it in one word. */
  const failure = shallowRef<WireError | null>(null)
  const { describe, listen, whenOnline, ...state } = useMainState(main)
  const { accounts, isOffline } = state
  const role = shallowRef<StoreRole>({ kind: 'viewer' })
  /** This window keeps the cache for main; any other only looks and edits. */
  const isStore = computed(() => role.value.kind === 'store')

  /** Stops the app with a reason that the user can read. */
  function fail(error: WireError): void {
    failure.value = error
    status.value = 'failed'
  }

  /** The cache keeps only accounts that are signed in. */
  function forgetOthers(): Promise<void> {
    const signedIn = accounts.value.map(({ id }) => id)
    return forgetAccounts(context, signedIn)
  }

  /** Opens the cache, meets main, and takes its place among the windows. Sets `status`; never rejects. */
  async function start(): Promise<void> {
    try {
      await openCache(context.db, (error) => fail(toWireError(error)))
      await preferences.load()
      search.start(preferences.sortLanguage)
      watch(
        () => preferences.sortLanguage,
        (language) => search.start(language),
      )
      listen()
      await whenOnline()
      await describe()
      await forgetOthers()
      holdStore({
        context,
        main,
        locks,
        isOnline: () => main.connection === 'online',
        onRole: (changed) => {
          if (role.value.kind === 'failed') failure.value = null
          role.value = changed
          if (changed.kind === 'failed') failure.value = changed.error
        },
        signal: new AbortController().signal,
      })
      if (status.value === 'starting') status.value = 'ready'
    } catch (error) {
      fail(toWireError(toStorageFailure(error)))
    }
  }

  function remember(account: Account): Account {
    accounts.value = [...accounts.value.filter(({ id }) => id !== account.id), account]
    return account
  }

  /** @throws {AppError} `auth/denied`, `offline`, `input/invalid`, … as main found */
  async function connect(input: { provider: Provider; address: string; token: string }): Promise<Account> {
    return remember(await main.call('accounts/connect', input))
  }

  async function connectDemo(): Promise<Account> {
    return remember(await main.call('accounts/connect-demo', {}))
  }

  /** @throws {AppError} `state/refused` while the account has edits that the CRM has not confirmed */
  async function signOut(accountId: AccountId): Promise<void> {
    await main.call('accounts/sign-out', { accountId })
    accounts.value = accounts.value.filter(({ id }) => id !== accountId)
    await forgetOthers()
  }

  async function setOffline(wanted: boolean): Promise<void> {
    await main.call('sync/set-offline', { isOffline: wanted })
    isOffline.value = wanted
  }

  return { status, failure, ...state, isStore, start, connect, connectDemo, signOut, setOffline, fail }
})
