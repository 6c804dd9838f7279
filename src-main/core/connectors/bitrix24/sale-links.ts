import type { Command } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { notRun, readAll } from './run-commands.ts'
import { ContactLinkWire, MembersWire, type SaleWire } from './sale-wire.ts'
import type { SaleParts, SaleWords } from './sale-words.ts'
import { textOf } from './scalars.ts'
import { listOfRows } from './wire.ts'

/**
 * Which contacts deals have, by the newer family, a page at a time: the old list tells the primary one alone, and asking for
 * the links of each deal takes fifty times as many commands. In which order it names them is not documented; of a deal they are
 * a set, and the old list says which is the primary one.
 * @source https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-list.html
 */
export const listMembers = (
  { family: { typeId: entityTypeId } }: SaleWords,
  filter: Readonly<Record<string, unknown>>,
): Omit<Command, 'name'> => ({
  method: 'crm.item.list',
  params: { entityTypeId, select: ['id', 'contactIds'], filter, order: { id: 'ASC' }, start: -1 },
})

/**
 * The contacts of each: as the newer family has told them, where that agrees with the row; else they are read, one command each.
 * @param told answers of `listMembers`, `null` where it was refused
 */
export async function readMembers(
  context: Bitrix24Context,
  words: SaleWords,
  rows: readonly SaleWire[],
  told: readonly unknown[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, SaleParts>> {
  const known = new Map(
    told
      .filter((answer) => answer !== null)
      .flatMap((answer) => parseResult(MembersWire, answer, 'crm.item.list').items)
      .flatMap(({ id, contactIds }) => (contactIds === undefined ? [] : [[id, contactIds.map(textOf)] as const])),
  )
  const members = new Map<string, SaleParts>()
  const unknown: string[] = []
  for (const row of rows) {
    const main = row.CONTACT_ID === '' || row.CONTACT_ID === '0' ? null : row.CONTACT_ID
    const contactIds = known.get(row.ID)
    const agrees = contactIds !== undefined && (main === null ? contactIds.length === 0 : contactIds.includes(main))
    if (agrees) members.set(row.ID, { contactIds, main })
    else unknown.push(row.ID)
  }
  for (const [id, links] of await readContactLinks(context, words, unknown, signal)) members.set(id, toMembers(links))
  return members
}

function toMembers(links: readonly ContactLinkWire[]): SaleParts {
  const ordered = links.toSorted((a, b) => Number(b.IS_PRIMARY) - Number(a.IS_PRIMARY) || a.SORT - b.SORT)
  const main = ordered.find(({ IS_PRIMARY }) => IS_PRIMARY)
  return { contactIds: ordered.map(({ CONTACT_ID }) => CONTACT_ID), main: main?.CONTACT_ID ?? null }
}

/** Links by deal. Those that are gone meanwhile, or whose links are not for this user, are missing. */
export async function readContactLinks(
  context: Bitrix24Context,
  { family }: SaleWords,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly ContactLinkWire[]>> {
  const method = `${family.method}.contact.items.get`
  const commands = ids.map((id, at): Command => ({ name: `l${at}`, method, params: { id } }))
  const outcomes = await readAll(context, commands, signal)
  return new Map(
    outcomes.flatMap((outcome, at): [string, readonly ContactLinkWire[]][] => {
      if (outcome.kind === 'not-run') throw notRun(method, outcome.restMs)
      if (outcome.kind === 'refused') return []
      return [[ids[at] ?? '', parseResult(listOfRows(ContactLinkWire), outcome.answer.result, method)]]
    }),
  )
}
