import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { readFields, type FormOwner } from './directory.ts'
import { createFieldTypeCache, type FieldTypeCache } from './field-types.ts'
import type { FieldWire } from './wire.ts'

/** Custom fields of what stands beside contacts: their types are known from whenever they were last read. */
export interface FurtherFields {
  readonly types: FieldTypeCache
  /** None where they are not for this user to read. */
  readonly read: (signal: AbortSignal) => Promise<readonly FieldWire[]>
}

/** @param of what they are of */
export function createFurtherFields(context: AmocrmContext, of: Exclude<FormOwner, 'contact'>): FurtherFields {
  const types = createFieldTypeCache((signal) => read(signal))

  async function read(signal: AbortSignal): Promise<readonly FieldWire[]> {
    const fields = await readFields(context, signal, of).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'auth/denied') throw error
      context.logger.warn('fields of a form are not for this user to read', { of })
      return []
    })
    types.learn(fields)
    return fields
  }
  return { types, read }
}
