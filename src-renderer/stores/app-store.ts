import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { AccountId } from '#shared/domain/ids.ts'
import type { WithheldKind } from '#shared/domain/withheld.ts'
import { toWireError, type WireError } from '#shared/errors/app-error.ts'
import { forgetAccounts } from '../db/forget-accounts.ts'
import { toStorageFailure } from '../db/storage-failure.ts'
import { usePreferencesStore } from './preferences-store.ts'
import { useServices } from './services.ts'
import { useAccountActions } from './use-account-actions.ts'
import { useCacheOpening } from './use-cache-opening.ts'
import { useMainState } from './use-main-state.ts'
import { useStoreRole } from './use-store-role.ts'

/** The window as a whole: the line to main, the accounts, and what stops everything. */
export const useAppStore = defineStore('app', () => {
  const services = useServices()
  const { context, main, search } = services
  const preferences = usePreferencesStore()
  /** `blocked`: another window is in the way of an upgrade; it goes on by itself once that window is closed. */
  const status = shallowRef<'starting' | 'blocked' | 'ready' | 'failed'>('starting')
  /** What the user has to know: with `failed`, why the app cannot go on. `details.reason` says it in one word. */
  const failure = shallowRef<WireError | null>(null)
  const { describe, listen, whenOnline, ...state } = useMainState(main)
  const { accounts, isOffline } = state
  const { isStore, takePlace } = useStoreRole(services, failure)
  /** Stops the app with a reason that the user can read. */
  function fail(error: WireError): void {
    failure.value = error
    status.value = 'failed'
  }

  const { readOnly, open } = useCacheOpening({
    db: context.db,
    mainReadOnly: state.readOnly,
    onLost: fail,
    onBlocked: (error) => {
      if (error !== null) [status.value, failure.value] = ['blocked', error]
      else if (status.value === 'blocked') [status.value, failure.value] = ['starting', null]
    },
  })

  /** The cache keeps only accounts that are signed in. */
  function forgetOthers(): Promise<void> {
    const signedIn = accounts.value.map(({ id }) => id)
    return forgetAccounts(context, signedIn)
  }

  const countOpen = (accountId: AccountId) => context.db.outbox.where({ accountId }).count()

  /** Opens the cache, meets main, and takes its place among the windows. Sets `status`; never rejects. */
  async function start(): Promise<void> {
    try {
      listen()
      const met = whenOnline().then(describe)
      // Whoever waits for it hears of its failure; until then it is nobody's.
      met.catch(() => undefined)
      await open(met)
      await preferences.load()
      search.start(preferences.sortLanguage)
      watch(
        () => preferences.sortLanguage,
        (language) => search.start(language),
      )
      await met
      if (!context.db.isReadOnly) {
        search.keep()
        await forgetOthers()
        takePlace()
      }
      if (status.value === 'starting') status.value = 'ready'
    } catch (error) {
      fail(toWireError(toStorageFailure(error)))
    }
  }

  /** Whether the CRM of an account has a place for tags; where not, they stay on this device. */
  const hasTags = (accountId: AccountId): boolean =>
    accounts.value.some(({ id, capabilities }) => id === accountId && capabilities.tags)

  /** Whether a CRM keeps a kind of record from its user as a whole. */
  const withholds = (kind: WithheldKind): boolean =>
    accounts.value.some(({ withheld }) => withheld?.includes(kind) === true)

  async function dismissNotice(id: string): Promise<void> {
    await main.call('app/dismiss-notice', { id })
  }

  async function setOffline(wanted: boolean): Promise<void> {
    await main.call('sync/set-offline', { isOffline: wanted })
    isOffline.value = wanted
  }

  return {
    ...{ status, failure, ...state, readOnly, isStore },
    ...useAccountActions({ main, accounts, countOpen, forgetOthers }),
    ...{ start, hasTags, withholds, dismissNotice, setOffline, fail },
  }
})
