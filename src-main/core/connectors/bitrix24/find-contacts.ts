import type { RemoteContact } from '#shared/domain/contact.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { Command, CommandOutcome } from './api.ts'
import { toRemoteId, type ContactContext } from './contact-context.ts'
import { LIST, readContacts } from './contacts.ts'
import { parseResult } from './parse-result.ts'
import { answerOf, readAll } from './run-commands.ts'
import { entriesOf, listOf, textOf } from './scalars.ts'
import { PAGE_SIZE } from './walk-ids.ts'
import { listOfRows, RowWire } from './wire.ts'

const DUPLICATES = 'crm.duplicate.findbycomm'
/** Fewer digits are not a number that anybody is looked up by. */
const SHORTEST_NUMBER = 5

/**
 * Contacts whose number, address, id or name this is, what says most first, at most a page. The vendor's lists know no "or":
 * each way to read the text is a question of its own, all in one request.
 */
export async function findContacts(
  context: ContactContext,
  text: string,
  signal: AbortSignal,
): Promise<readonly RemoteContact[]> {
  const sought = text.trim()
  const commands = [...byReach(sought), ...byId(sought), ...byName(sought)].map((one, at) => ({
    name: `f${at}`,
    ...one,
  }))
  if (commands.length === 0) return []
  const outcomes = await readAll(context, commands, signal)
  const ids = outcomes.flatMap((outcome, at) => idsIn(outcome, commands[at]?.method ?? LIST))
  const best = [...new Set(ids)].slice(0, PAGE_SIZE)
  if (best.length === 0) return []
  const found = await readContacts(context, best, signal)
  return best.flatMap((id) => found.get(id) ?? [])
}

type Question = Omit<Command, 'name'>

/** Phones compare by their digits there; addresses without case. */
function byReach(text: string): readonly Question[] {
  const digits = text.replaceAll(/\D/g, '')
  const isPhone = digits.length >= SHORTEST_NUMBER && /^[\d\s+()./-]+$/.test(text)
  const type = text.includes('@') ? 'EMAIL' : isPhone ? 'PHONE' : null
  if (type === null) return []
  const exact: Question = listWhere({ [type]: text })
  return [{ method: DUPLICATES, params: { entity_type: 'CONTACT', type, values: [text] } }, exact]
}

const byId = (text: string): readonly Question[] => (/^[1-9]\d{0,18}$/.test(text) ? [listWhere({ ID: text })] : [])

/** One word is a part of either name; of several the first and the rest are the two names, in either order. */
function byName(text: string): readonly Question[] {
  const [first = '', ...others] = text.split(/\s+/u)
  if (!/\p{L}/u.test(text) || text.includes('@')) return []
  const rest = others.join(' ')
  if (rest === '') return [listWhere({ '%LAST_NAME': first }), listWhere({ '%NAME': first })]
  const pairs = [
    [first, rest],
    [rest, first],
  ] as const
  const whole = [listWhere({ '%LAST_NAME': text }), listWhere({ '%NAME': text })]
  return [...pairs.map(([name, last]) => listWhere({ '%NAME': name, '%LAST_NAME': last })), ...whole]
}

const listWhere = (filter: Readonly<Record<string, string>>): Question => ({
  method: LIST,
  params: { filter, select: ['ID'], order: { DATE_MODIFY: 'DESC' }, start: -1 },
})

/** What one question has found; one that is not for this user has found nothing. */
function idsIn(outcome: CommandOutcome, method: string): readonly RemoteId[] {
  if (outcome.kind === 'refused' && method === DUPLICATES) return []
  const { result } = answerOf(outcome, method)
  if (method !== DUPLICATES) return parseResult(listOfRows(RowWire), result, method).map(({ ID }) => toRemoteId(ID))
  const contacts = entriesOf(result).find(([kind]) => kind === 'CONTACT')?.[1]
  return listOf(contacts).map((id) => toRemoteId(textOf(id)))
}
