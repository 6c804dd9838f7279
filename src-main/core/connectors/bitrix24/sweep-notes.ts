import type { RemoteId } from '#shared/domain/ids.ts'
import type { KnownIds } from '../pull-page.ts'
import { CallRefusal, type Command, type Refusal } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { failureOfRefusal, isAccessDenied } from './refusals.ts'
import { readAll } from './run-commands.ts'

const GET = 'crm.timeline.comment.get'

/** There is no list of all comments: each is asked for by its id. So many and one more take twenty requests, and every device asks. */
const MOST_ASKED = 999
/** As often as ids are compared: with each turn another part of many comments has its. */
const TURN_MS = 15 * 60_000

/**
 * Comments of the device that the portal does not have any more: taken off by a colleague, or gone with their contact. Of more
 * than a thousand one part has its turn, another the next time. What cannot be told now stays until then.
 */
export async function findGoneNotes(
  context: Bitrix24Context,
  known: KnownIds,
  signal: AbortSignal,
): Promise<readonly RemoteId[]> {
  const all: RemoteId[] = []
  for await (const part of known()) all.push(...part)
  const turns = Math.ceil(all.length / MOST_ASKED)
  const turn = Math.floor((context.api.heardAt() ?? 0) / TURN_MS) % Math.max(1, turns)
  const ids = all.slice(turn * MOST_ASKED, (turn + 1) * MOST_ASKED)
  if (ids.length === 0) return []
  const commands = [NOBODY, ...ids].map((id, at): Command => ({ name: `g${at}`, method: GET, params: { id } }))
  const [nobody, ...outcomes] = await readAll(context, commands, signal)
  const absent = nobody?.kind === 'refused' && isAboutOne(nobody.refusal) ? nobody.refusal : null
  return ids.filter((_, at) => {
    const outcome = outcomes[at]
    return outcome?.kind === 'refused' && isMissing(outcome.refusal, absent)
  })
}

/** No portal comes to so many: how it refuses this one is how it says, in its own language, that something is not there. */
const NOBODY = '2147483647'

/**
 * Reading has no code for what is not there, nor for much else that may go wrong: the words tell. What is not ours to see counts
 * as gone.
 * @param absent how the portal refuses what is not there; `null` where it did not say
 */
const isMissing = (refusal: Refusal, absent: Refusal | null): boolean =>
  refusal.code === 'NOT_FOUND' || isAccessDenied(refusal) || (absent !== null && isAlike(refusal, absent))

/** A portal that stumbles over everything says the same of what is there. */
const isAboutOne = (refusal: Refusal): boolean => failureOfRefusal(GET, refusal) instanceof CallRefusal

/** A message may name the number. */
const isAlike = (one: Refusal, other: Refusal): boolean =>
  one.code === other.code && one.message.replace(/\d+/gu, '') === other.message.replace(/\d+/gu, '')
