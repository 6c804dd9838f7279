import { defineStore } from 'pinia'
import type { AccountId } from '#shared/domain/ids.ts'
import type { MarkerChoice, MarkerWish } from '#shared/domain/marker.ts'
import type { Commands, OutputOf } from '#shared/ipc/contract.ts'
import { useServices } from './services.ts'

/** Where an account could keep the keys of new contacts, and where it does. */
export type MarkerFields = OutputOf<Commands, 'accounts/marker-fields'>

/** Protection against contacts that are made twice. Both ask the CRM, and reject as main found. */
export const useMarkerStore = defineStore('markers', () => {
  const { main } = useServices()
  return {
    read: async (accountId: AccountId): Promise<MarkerFields> => main.call('accounts/marker-fields', { accountId }),
    choose: async (accountId: AccountId, marker: MarkerWish): Promise<MarkerChoice> =>
      main.call('accounts/set-marker', { accountId, marker }),
  }
})
