import { describe, expect, test } from 'vitest'
import type { ChatPort } from '#core/connectors/neighbour-port.ts'
import { toEntityId, toNeighbourId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { accountId, remoteId, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

interface World extends AmocrmWorld {
  readonly port: ChatPort
  /** Chats of this integration that somebody has. */
  readonly tied: readonly { readonly id: RemoteId; readonly contactId: number }[]
  /** A chat of this integration that nobody has. */
  readonly free: RemoteId
  /** A chat of another integration. */
  readonly foreign: RemoteId
}

async function startWorld(): Promise<World> {
  const world = await startAmocrmWorld()
  const { chats } = await world.control.chats()
  const idOf = (wanted: (chat: (typeof chats)[number]) => boolean) => (chats.find(wanted)?.id ?? '') as RemoteId
  return {
    ...world,
    port: portOf(world.connector),
    tied: chats.flatMap(({ id, owner, contactId }) =>
      owner === 'this-integration' && contactId !== null ? [{ id: id as RemoteId, contactId }] : [],
    ),
    free: idOf(({ owner, contactId }) => owner === 'this-integration' && contactId === null),
    foreign: idOf(({ owner }) => owner === 'another-integration'),
  }
}

function portOf({ neighbours }: AmocrmWorld['connector']): ChatPort {
  if (neighbours.chat === undefined) throw new Error('the connector knows no chats')
  return neighbours.chat
}

const about = (id: number | null) => (id === null ? null : toEntityId<ContactId>(accountId, remoteId(id)))

const bind = ({ port, signal }: World, ...ties: readonly (readonly [chatId: RemoteId, contactId: number])[]) =>
  port.update(
    ties.map(([chatId, contactId]) => ({
      remoteId: chatId,
      record: { kind: 'chat', fields: { aboutId: about(contactId) } },
      fields: ['aboutId'],
    })),
    signal,
  )

const ownerOf = async ({ control }: World, chatId: RemoteId) =>
  (await control.chats()).chats.find(({ id }) => id === chatId)?.contactId

describe('chats of contacts', () => {
  test('are told for the contacts that are asked about, and only those of channels of this integration', async () => {
    const world = await startWorld()
    const [first] = world.tied
    if (first === undefined) throw new Error('nobody has a chat')
    const contacts = (await world.liveContacts()).map(({ id }) => remoteId(id))

    const all = await world.port.readAbout(contacts, world.signal)
    const ofOne = await world.port.readAbout([remoteId(first.contactId)], world.signal)
    const ofNone = await world.port.readAbout([remoteId(999_999)], world.signal)

    const live = new Set(contacts)
    const expected = world.tied.filter(({ contactId }) => live.has(remoteId(contactId)))
    expect(all?.map((chat) => chat.remoteId).sort()).toEqual(expected.map(({ id }) => id).sort())
    expect(ofOne).toContainEqual(
      expect.objectContaining({
        kind: 'chat',
        id: toNeighbourId('chat', accountId, first.id),
        remoteId: first.id,
        fields: { aboutId: about(first.contactId) },
      }),
    )
    expect(ofNone).toEqual([])
  })

  test('asked for by their ids name their contact, or nobody', async () => {
    const world = await startWorld()
    const [first] = world.tied
    if (first === undefined) throw new Error('nobody has a chat')

    const read = await world.port.read([first.id, world.free, world.foreign], world.signal)

    const owners = [first.id, world.free, world.foreign].map((id) => read?.get(id)?.fields)
    expect(owners).toEqual([{ aboutId: about(first.contactId) }, { aboutId: null }, { aboutId: null }])
  })

  test('are given to a contact, moved to another one, and given again without harm', async () => {
    const world = await startWorld()
    const [one = 0, other = 0] = (await world.liveContacts()).map(({ id }) => id)

    const given = await bind(world, [world.free, one])
    const owners = [await ownerOf(world, world.free)]
    const moved = [await bind(world, [world.free, other]), await bind(world, [world.free, other])].flat()
    owners.push(await ownerOf(world, world.free))

    expect([given, moved].flat().map(({ kind }) => kind)).toEqual(['applied', 'applied', 'applied'])
    expect(owners).toEqual([one, other])
  })

  test('that are none, or of another integration, and contacts that are gone are refused by what is wrong', async () => {
    const world = await startWorld()
    const [one = 0] = (await world.liveContacts()).map(({ id }) => id)

    const refused = [...(await bind(world, [world.foreign, one])), ...(await bind(world, [world.free, 999_999]))]
    const batch = await bind(world, [world.free, one], [world.foreign, one])

    expect(refused).toMatchObject([
      { kind: 'rejected', field: 'neighbour:chat', reason: 'NotSupportedChoice' },
      { kind: 'rejected', field: 'neighbour:aboutId', reason: 'NotSupportedChoice' },
    ])
    expect(batch).toMatchObject([{ kind: 'not-sent' }, { kind: 'rejected' }])
    expect(await ownerOf(world, world.free)).toBe(null)
  })

  test('are nothing that a user sees, or changes, who is no administrator', async () => {
    const world = await startWorld()
    const [one = 0] = (await world.liveContacts()).map(({ id }) => id)
    const port = portOf(world.reconnect({ token: await world.control.newToken(demoUsers.colleague) }))

    const seen = [await port.readAbout([remoteId(one)], world.signal), await port.read([world.free], world.signal)]
    const results = await bind({ ...world, port }, [world.free, one])

    expect([seen, results]).toEqual([
      [null, null],
      [{ kind: 'rejected', field: null, reason: 'forbidden', message: '' }],
    ])
  })

  test('are read without a cookie, as the vendor demands, also where an empty answer has no content', async () => {
    const world = await startWorld()
    await world.switches({ noChats: 'empty-list', rebindChatLink: 'same-id' })
    const [one = 0, other = 0] = (await world.liveContacts()).map(({ id }) => id)

    expect(await world.port.readAbout([remoteId(999_999)], world.signal)).toEqual([])
    await bind(world, [world.free, one])
    expect(await bind(world, [world.free, other])).toMatchObject([{ kind: 'applied', remoteId: world.free }])
  })
})
