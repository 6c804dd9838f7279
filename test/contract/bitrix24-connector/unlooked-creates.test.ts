import { describe, expect, test } from 'vitest'
import type { Bitrix24Api } from '#core/connectors/bitrix24/api.ts'
import { createContactPorts } from '#core/connectors/bitrix24/contact-ports.ts'
import { accountId, someCreate, startContactWorld } from './contact-world.ts'

const applied = { kind: 'applied', remoteId: expect.any(String) as string, updatedAt: null }

describe('values that new contacts have lost', () => {
  test.each([
    ['the look of their request did not run', 'first', 2],
    ['no look runs, from the records themselves', 'always', 2],
  ] as const)('are missed where %s', async (_name, often, asked) => {
    const world = await startContactWorld()
    const { portal, signal } = world
    const { api, looks } = withoutLook(world.api, often)
    const ports = createContactPorts({ accountId, api, clock: world.clock, logger: quiet })
    await ports.pullFields(signal)
    const before = looks()
    const fields = (await portal.result('crm.contact.userfield.list')) as readonly Readonly<Record<string, string>>[]
    const { ID } = fields.find(({ FIELD_NAME }) => FIELD_NAME === 'UF_CRM_ORDERS') ?? {}
    await portal.result('crm.contact.userfield.delete', { id: ID })
    const given = [
      { UF_CRM_ORDERS: [{ value: '7' }], UF_CRM_SITE: [{ value: 'a.ru' }] },
      { UF_CRM_SITE: [{ value: 'b.ru' }] },
    ]

    const results = await ports.createContacts(
      given.map((custom, at) => someCreate(at + 1, { firstName: 'Анна', custom: custom as never })),
      signal,
    )

    const without = { kind: 'rejected', field: 'custom:UF_CRM_ORDERS', reason: 'no-such-field', message: '' }
    expect(results).toEqual([{ ...applied, without }, applied])
    expect(looks() - before).toBe(asked)
  })
})

const quiet = { info: () => undefined, warn: () => undefined }

/** A portal whose list of user fields has used up its time, after the writes of the same request have been done. */
function withoutLook(api: Bitrix24Api, often: 'first' | 'always') {
  let looks = 0
  const odd: Bitrix24Api = {
    call: (name, params, signal) => api.call(name, params, signal),
    heardAt: () => api.heardAt(),
    get writeCount() {
      return api.writeCount
    },
    async batch(commands, options, signal) {
      const isLook = ({ method }: (typeof commands)[number]) => method === 'crm.contact.userfield.list'
      const isAlone = commands.every(isLook)
      const isCreate = commands.some(({ method }) => method === 'crm.contact.add')
      const outcome = new Map(await api.batch(commands, options, signal))
      for (const { name } of commands.filter(isLook)) {
        looks += 1
        if (isCreate || (often === 'always' && isAlone)) outcome.set(name, { kind: 'not-run' })
      }
      return outcome
    },
  }
  return { api: odd, looks: () => looks }
}
