import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ContactRow } from '#renderer/db/rows.ts'
import type { Account } from '#shared/domain/account.ts'
import { rename } from './contacts.ts'
import { eventually, startWorld, type World } from './sync-world.ts'

export const redirectUri = 'https://app.example/cb'
/** Every token that was given out before. */
export const expired = { kind: 'expire-token' }
export const tokenPath = '/oauth2/access_token'

export const newCode = (world: World) => world.demo().newCode(redirectUri)

/** @param code a fresh one, if none is given */
export async function signInWithCode(world: World, code?: string, accountId?: Account['id']): Promise<Account> {
  const { url, clientId, clientSecret } = world.crm().amocrm
  return world.main().call('accounts/connect-with-code', {
    provider: 'amocrm',
    ...(accountId === undefined ? {} : { accountId }),
    address: url,
    clientId,
    clientSecret,
    redirectUri,
    code: code ?? (await newCode(world)),
  })
}

/** A world whose account is signed in to with a code. */
export async function startOAuthWorld(): Promise<World> {
  const world = await startWorld({ contacts: 10 })
  await signInWithCode(world)
  await world.settle()
  return world
}

async function someone(world: World): Promise<ContactRow & { readonly remoteId: string }> {
  const one = (await world.rows()).find(({ fields }) => fields.firstName !== '')
  if (one?.remoteId === undefined || one.remoteId === null) throw new Error('no contacts')
  return { ...one, remoteId: one.remoteId }
}

/** An edit that waits because the user works offline. */
export async function editOffline(world: World, name: string): Promise<number> {
  const one = await someone(world)
  await world.main().call('sync/set-offline', { isOffline: true })
  await world.edit(one.id, rename(one.fields.firstName, name))
  return Number(one.remoteId)
}

export const goOnline = async (world: World) => world.main().call('sync/set-offline', { isOffline: false })

export const firstNameOf = async (world: World, id: number) => (await world.demo().contacts([id]))[0]?.first_name

/** Why its account has stopped, once it has. */
export async function stopReason(world: World): Promise<unknown> {
  return eventually(async () => {
    const phase = await world.phase()
    if (phase.kind !== 'stopped') throw new Error(phase.kind)
    return [phase.error.code, phase.error.details['reason']]
  })
}

export const requestsTo = async (world: World, method: string, path: string) =>
  (await world.demo().requests()).filter((request) => request.method === method && request.path.startsWith(path))

export const secretOnDisk = async (world: World) => readFile(join(world.folder, 'secrets.json'), 'utf8')
