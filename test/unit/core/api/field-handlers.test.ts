import { describe, expect, test } from 'vitest'
import { createFieldHandlers } from '#core/api/field-handlers.ts'
import type { FieldWish } from '#shared/domain/field-wish.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'

const accountId = 'acc1' as AccountId
const wish: FieldWish = { kind: 'rename', fieldId: 'UF_CRM_SIZE' as FieldId, name: 'Size' }

/** Handlers at a CRM that answers every change so. @param isSeen whether what came of it can be read */
function handlersOver(failure: AppError | null, isSeen = true) {
  const [started, seen]: [AccountId[], AccountId[]] = [[], []]
  const handlers = createFieldHandlers({
    askAtOnce: async () => {
      if (failure !== null) throw failure
      return undefined as never
    },
    journal: { list: () => [] },
    start: async (id) => {
      started.push(id)
      return undefined as never
    },
    syncs: {
      async lookUp(id) {
        if (!isSeen) throw new AppError('offline', 'no line')
        seen.push(id)
        return []
      },
    },
  })
  return { started, seen, change: () => handlers['fields/change']({ accountId, wish }, undefined as never) }
}

const rejected = (reason: string) => new AppError('remote/rejected', 'no', { details: { reason } })

describe('a change of the form', () => {
  test('is followed by a look at what all share', async () => {
    const { started, seen, change } = handlersOver(null)

    await change()

    expect([started, seen]).toEqual([[], [accountId]])
  })

  test('is made all the same where nothing can be read now: it comes with a sync', async () => {
    const { started, change } = handlersOver(null, false)

    await change()

    expect(started).toEqual([accountId])
  })

  test('that came out otherwise says so, and shows what it has come to', async () => {
    const { seen, change } = handlersOver(rejected('made-otherwise'))

    await expect(change()).rejects.toMatchObject({ code: 'remote/rejected' })
    expect(seen).toEqual([accountId])
  })

  test('that was refused begins nothing', async () => {
    const { started, seen, change } = handlersOver(rejected('refused'))

    await expect(change()).rejects.toMatchObject({ code: 'remote/rejected' })
    expect([started, seen]).toEqual([[], []])
  })
})
