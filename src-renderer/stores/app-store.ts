import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Account, Provider } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { WireError } from '#shared/errors/app-error.ts'

export const useAppStore = defineStore('app', () => {
  const status = shallowRef<'starting' | 'ready' | 'failed'>('starting')
  /** Why the app cannot go on: `details.reason` says it in one word (`blocked`, `outdated`, `closed`, `quota`, …). */
  const failure = shallowRef<WireError | null>(null)
  const connection = shallowRef<'online' | 'lost'>('lost')
  const host = shallowRef<'electron' | 'browser'>('browser')
  const secretsIn = shallowRef<'os' | 'file'>('file')
  const version = shallowRef('')
  const accounts = shallowRef<readonly Account[]>([])
  const isOffline = shallowRef(false)
  /** This window keeps the cache for main; any other only looks and edits. */
  const isStore = computed(() => false)

  async function start(): Promise<void> {
    throw new Error('being written')
  }
  async function connect(_input: { provider: Provider; address: string; token: string }): Promise<Account> {
    throw new Error('being written')
  }
  async function connectDemo(): Promise<Account> {
    throw new Error('being written')
  }
  async function signOut(_accountId: AccountId): Promise<void> {
    throw new Error('being written')
  }
  async function setOffline(_isOffline: boolean): Promise<void> {
    throw new Error('being written')
  }

  return {
    status,
    failure,
    connection,
    host,
    secretsIn,
    version,
    accounts,
    isOffline,
    isStore,
    start,
    connect,
    connectDemo,
    signOut,
    setOffline,
  }
})
