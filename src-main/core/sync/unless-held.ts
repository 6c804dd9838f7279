import { restOf } from '../connectors/held-alone.ts'
import type { SyncContext } from './sync-context.ts'

/**
 * One kind that the CRM does not let us read for a while keeps nobody from the others.
 * @returns `null` where it is held back; for how long is noted then
 */
export async function unlessHeld<T>({ rests, logger }: SyncContext, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    const restMs = restOf(error)
    if (restMs === null) throw error
    logger.warn('reading is held back', { restMs })
    rests.note(['read'], restMs)
    return null
  }
}
