import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { readFields } from './directory.ts'
import { createFieldTypeCache, type FieldTypeCache } from './field-types.ts'
import type { FieldWire } from './wire.ts'

/** Custom fields of deals: their types are known from whenever they were last read. */
export interface DealFieldsReader {
  readonly types: FieldTypeCache
  /** None where they are not for this user to read. */
  read(signal: AbortSignal): Promise<readonly FieldWire[]>
}

export function createDealFieldsReader(context: AmocrmContext): DealFieldsReader {
  const types = createFieldTypeCache((signal) => read(signal))

  async function read(signal: AbortSignal): Promise<readonly FieldWire[]> {
    const fields = await readFields(context, signal, 'deal').catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'auth/denied') throw error
      context.logger.warn('fields of deals are not for this user to read')
      return []
    })
    types.learn(fields)
    return fields
  }
  return { types, read }
}
