import { adoptContact } from '#renderer/db/adopt-contact.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { readDoubt } from '#renderer/db/read-doubt.ts'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { phone, someFields } from './contacts.ts'
import { eventually, startWorld, type World } from './sync-world.ts'

export const fresh = someFields({ firstName: 'Only', lastName: 'Once', phones: [phone('+7 900 000-00-01')] })

/** A create that never arrived, and `twins` contacts that somebody else has made just so. */
export async function ask(twins: number, fields: Partial<ContactFields> = {}, company = '') {
  const world = await startWorld()
  await world.demo().faults([{ kind: 'reset-before', method: 'POST', path: '/api/v4/contacts', times: 1 }])
  const create = await world.accept(
    await createContact(world.context(), world.account.id, { ...fresh, ...fields }, company),
  )
  if (create.change.kind !== 'create') throw new Error('no create')
  await eventually(async () => {
    if ((await world.phase()).kind !== 'waiting') throw new Error('not failed yet')
  })
  await world.demo().faults([{ kind: 'server-html', method: 'GET', path: '/api/v4/contacts' }])
  for (let n = 0; n < twins; n++) await postTwin(world)
  await world.demo().faults([])
  await world.settle()
  const asked = await readDoubt(world.context().db, create.id)
  const candidates = asked?.candidates ?? []
  const [first] = candidates
  if (first === undefined) throw new Error('nothing is asked')
  const offline = async (isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })
  const like = async () => (await world.demo().contacts()).filter(({ last_name }) => last_name === 'Once')
  return {
    ...{ world, create, draftId: create.change.contactId, candidates, chosen: first.remoteId, offline, like },
    stored: async (remoteId: RemoteId) => (await world.demo().contacts([Number(remoteId)]))[0],
    adopt: async (remoteId: RemoteId, main: Caller<Commands> = world.main(), mutation: Mutation = create) =>
      adoptContact(world.context(), main, mutation.id, remoteId),
  }
}

async function postTwin(world: World): Promise<void> {
  await world.postContact({
    first_name: 'Only',
    last_name: 'Once',
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+7 900 000-00-01' }] }],
  })
}
