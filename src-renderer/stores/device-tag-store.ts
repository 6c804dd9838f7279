import { defineStore } from 'pinia'
import type { AccountId } from '#shared/domain/ids.ts'
import { dropDeviceTags, readDeviceTags, releaseTags, type DeviceTags } from '../db/device-tags.ts'
import { useServices } from './services.ts'

export type { DeviceTags }

/** Tags that stay on this device, because their CRM has no place for them, or had none when they were put on. */
export const useDeviceTagStore = defineStore('device-tags', () => {
  const { context, main } = useServices()
  /** Brings those of an account to its CRM. @throws {AppError} `state/refused`: then nothing changed */
  const bring = (accountId: AccountId): Promise<void> => releaseTags(context, main, accountId)
  /** Takes them off, all of an account. @throws {AppError} `state/refused`, `storage/failed` */
  const drop = (accountId: AccountId): Promise<void> => dropDeviceTags(context, main, accountId)
  /** Reads the cache: for a live query, while somebody looks. */
  const read = () => readDeviceTags(context.db)
  return { read, bring, drop }
})
