import type { User } from '#shared/domain/directory.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { CallRefusal, type Answer } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { toUser } from './mapping.ts'
import { parseResult } from './parse-result.ts'
import { listOfRows, UserWire } from './wire.ts'

const LIST = 'user.get'

/**
 * All who have an account on the portal. Where the credentials do not reach as far as the list, oneself: contacts of others
 * then show a responsible user without a name.
 */
export async function pullUsers(context: Bitrix24Context, signal: AbortSignal): Promise<readonly User[]> {
  const wires = (await listUsers(context, signal)) ?? [await readOneself(context, signal)]
  return wires.map((wire) => toUser(wire, context.accountId))
}

async function listUsers({ api, logger }: Bitrix24Context, signal: AbortSignal): Promise<readonly UserWire[] | null> {
  const users: UserWire[] = []
  let start: number | null = 0
  try {
    while (start !== null) {
      const answer: Answer = await api.call(LIST, { sort: 'ID', order: 'ASC', start }, signal)
      users.push(...parseResult(listOfRows(UserWire), answer.result, LIST))
      start = answer.next
    }
    return users
  } catch (error) {
    const isKeptFromUs = error instanceof CallRefusal || (error instanceof AppError && error.code === 'auth/denied')
    if (!isKeptFromUs) throw error
    logger.warn('users are not for this user to read')
    return null
  }
}

/** Whose token it is. */
export async function readOwnId(context: Bitrix24Context, signal: AbortSignal): Promise<UserId> {
  return toUser(await readOneself(context, signal), context.accountId).id
}

const readOneself = async ({ api }: Bitrix24Context, signal: AbortSignal): Promise<UserWire> =>
  parseResult(UserWire, (await api.call('profile', {}, signal)).result, 'profile')
