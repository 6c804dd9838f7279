import { describe, expect, test } from 'vitest'
import { createOpenLines } from '#core/connectors/bitrix24/chats.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { accountId, startContactWorld } from './contact-world.ts'
import { contactId } from './sale-world.ts'

/** Every twenty-fifth contact of the demo portal has written once. */
const WRITER = '25' as RemoteId
const SILENT = '3' as RemoteId

async function startChatWorld(scopes?: readonly string[]) {
  const world = await startContactWorld()
  const { portal } = world
  const made = scopes === undefined ? null : await portal.control('POST', '/bitrix24/webhooks', { userId: 1, scopes })
  const webhook = (made?.body as { readonly url: string } | undefined)?.url
  const lines = createOpenLines(world.portsBy(webhook === undefined ? {} : { webhook }).context)
  return { ...world, lines }
}

describe('chats of a portal', () => {
  test('are those of open lines, told with the contacts that have written', async () => {
    const { lines, signal } = await startChatWorld()

    const told = await lines.port.readAbout([SILENT, WRITER], signal)

    expect(told).toMatchObject([
      { kind: 'chat', accountId, fields: { aboutId: contactId(25), title: 'Live chat' }, createdBy: null },
    ])
    expect(told?.[0]?.id).toBe(`acc1.chat.${told?.[0]?.remoteId ?? ''}`)
  })

  test('cost no question of a contact that has never written', async () => {
    const { lines, signal, requests } = await startChatWorld()
    await lines.capabilities(signal)
    const before = requests.list().length

    await lines.port.readAbout([SILENT], signal)

    expect(requests.list().length - before).toBe(1)
  })

  test('are nobody’s once their contact has them no more', async () => {
    const { lines, signal } = await startChatWorld()

    const found = await lines.port.read(['9' as RemoteId], signal)

    expect([...(found?.values() ?? [])]).toMatchObject([{ remoteId: '9', fields: { aboutId: null } }])
  })

  test('are for nobody who was not let into open lines, and then are not asked for', async () => {
    const { lines, signal } = await startChatWorld(['crm', 'user'])

    const told = await lines.capabilities(signal)

    expect(told).toEqual({ chats: false, bindsChats: false, chatsNeed: 'imopenlines' })
    expect(await lines.port.readAbout([WRITER], signal)).toBeNull()
  })

  test('cannot be given to anybody from outside', async () => {
    const { lines, signal } = await startChatWorld()
    const record = { kind: 'chat', fields: { aboutId: contactId(3) } } as const

    const results = await lines.port.update([{ remoteId: '1' as RemoteId, record, fields: ['aboutId'] }], signal)

    expect(results).toMatchObject([{ kind: 'rejected', reason: 'not-supported' }])
  })
})
