import { describe, expect, test } from 'vitest'
import type { Bitrix24Api, BatchOptions, CommandOutcome } from '#core/connectors/bitrix24/api.ts'
import { MAY_REPEAT, sendWrites, type Write } from '#core/connectors/bitrix24/send-writes.ts'
import type { AccountId, RemoteId } from '#shared/domain/ids.ts'

const done: CommandOutcome = { kind: 'answered', answer: { result: true, next: null, total: null, operating: null } }
const write: Write = {
  command: { method: 'crm.contact.update', params: { id: '1' } },
  toResult: () => ({ kind: 'applied', remoteId: '1' as RemoteId, updatedAt: null }),
}
const look = { toCommand: () => ({ method: 'crm.contact.userfield.list', params: {} }), hear: () => undefined }

/** A portal that does the write, and looks as it is told. */
function send(looked: CommandOutcome, options?: typeof MAY_REPEAT) {
  const asked: BatchOptions[] = []
  const api: Bitrix24Api = {
    ...{ writeCount: 0, heardAt: () => 0 },
    call: () => Promise.reject(new Error('nothing is asked for alone')),
    batch(commands, how) {
      asked.push(how)
      return Promise.resolve(new Map(commands.map(({ name }) => [name, name === 'l0' ? looked : done])))
    },
  }
  const context = {
    ...{ accountId: 'acc1' as AccountId, api },
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    logger: { info: () => undefined, warn: () => undefined },
  }
  const results = sendWrites(context, [write], AbortSignal.any([]), [look], options)
  return results.then((told) => ({ told, needed: asked.map(({ needed }) => needed) }))
}

describe('a write with a look at what it did', () => {
  test('leaves only together with its look', async () => {
    expect((await send(done)).needed).toEqual([['l0']])
  })

  test('is sent again where its look did not come about, if that is harmless', async () => {
    const rests: CommandOutcome = { kind: 'not-run', restMs: 5_000 }

    const [again, once] = [await send(rests, MAY_REPEAT), await send(rests)]

    expect([again.told, once.told.map(({ kind }) => kind)]).toEqual([
      [{ kind: 'not-sent', restMs: 5_000 }],
      ['applied'],
    ])
  })

  test('is done where the portal refuses to be looked at', async () => {
    const refused: CommandOutcome = { kind: 'refused', refusal: { code: 'ACCESS_DENIED', message: '', status: null } }

    expect((await send(refused, MAY_REPEAT)).told.map(({ kind }) => kind)).toEqual(['applied'])
  })
})
