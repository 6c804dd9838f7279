import type { RemoteId } from '#shared/domain/ids.ts'
import { restOf } from '../held-alone.ts'
import { toParts } from '../send-in-parts.ts'
import { MAX_COMMANDS, type BatchOutcome, type Command, type CommandOutcome } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { readAll } from './run-commands.ts'
import { sendWrites, type Write } from './send-writes.ts'
import { ContactLinkWire } from './sale-wire.ts'
import { CompanyLinkWire, listOfRows } from './wire.ts'

/** Links of one kind: companies of contacts, contacts of deals or leads. */
export interface LinkFamily {
  /** Its methods begin so. */
  readonly method: string
  /** What a link leads to. */
  readonly key: 'COMPANY_ID' | 'CONTACT_ID'
}

/** What is to be taken off one record. */
export interface Leaving {
  readonly ownerId: RemoteId
  /** The vendor's ids of what its links lead to. */
  readonly childIds: readonly string[]
}

type LinkWire = CompanyLinkWire | ContactLinkWire

/**
 * Takes all links off records at once, where those that leave are all that there are, and more than one: taken off one by one,
 * each next one would be made the primary one for a moment, and the portal write each of that into its history. It is looked
 * right before, and once more in the request that clears: what a colleague has linked in between is linked again as it was.
 * @returns the records that have no links any more; of all others nothing was taken off, whatever the reason, and it goes one
 *   by one
 * @throws {AppError} as `Bitrix24Api`; repeating it is harmless
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/company/crm-contact-company-items-delete.html
 * @source https://apidocs.bitrix24.com/api-reference/crm/deals/contacts/crm-deal-contact-items-delete.html
 */
export async function clearLinks(
  context: Bitrix24Context,
  family: LinkFamily,
  leaving: readonly Leaving[],
  signal: AbortSignal,
): Promise<ReadonlySet<RemoteId>> {
  const several = leaving.filter(({ childIds }) => childIds.length > 1)
  if (several.length === 0) return new Set()
  const looks = await readAll(context, several.map(toLook(family)), signal)
  const whole = several.filter((one, at) => {
    const links = linksIn(family, looks[at])
    return links.length === one.childIds.length && othersIn(one, links).length === 0
  })
  const cleared = new Set<RemoteId>()
  const lost: Write[] = []
  for (const part of toParts(whole, MAX_COMMANDS / 2)) {
    const outcomes = await clear(context, family, part, signal)
    for (const [at, one] of part.entries()) {
      if (outcomes.get(`d${at}`)?.kind !== 'answered') continue
      cleared.add(one.ownerId)
      const added = othersIn(one, linksIn(family, outcomes.get(`l${at}`)))
      lost.push(...added.map((link) => toLinkAgain(family, one.ownerId, link)))
    }
  }
  const results = await sendWrites(context, lost, signal)
  const refused = results.filter(({ kind }) => kind !== 'applied').length
  if (refused > 0) context.logger.warn('links of colleagues could not be put back', { count: refused })
  return cleared
}

const toLook =
  ({ method }: LinkFamily) =>
  ({ ownerId }: Leaving, at: number): Command => ({
    ...{ name: `l${at}`, method: `${method}.items.get`, params: { id: ownerId } },
  })

/** None where the portal does not say. */
function linksIn({ method, key }: LinkFamily, outcome: CommandOutcome | undefined): readonly LinkWire[] {
  if (outcome?.kind !== 'answered') return []
  const { result } = outcome.answer
  return key === 'COMPANY_ID'
    ? parseResult(listOfRows(CompanyLinkWire), result, `${method}.items.get`)
    : parseResult(listOfRows(ContactLinkWire), result, `${method}.items.get`)
}

const childOf = (link: LinkWire): string => ('COMPANY_ID' in link ? link.COMPANY_ID : link.CONTACT_ID)

const othersIn = ({ childIds }: Leaving, links: readonly LinkWire[]): readonly LinkWire[] =>
  links.filter((link) => !childIds.includes(childOf(link)))

/** While the method rests nothing has left: what is to go goes one by one. */
async function clear(
  { api }: Bitrix24Context,
  family: LinkFamily,
  part: readonly Leaving[],
  signal: AbortSignal,
): Promise<BatchOutcome> {
  const looks = part.map(toLook(family))
  const commands = part.flatMap(({ ownerId }, at): Command[] => [
    ...looks.slice(at, at + 1),
    { name: `d${at}`, method: `${family.method}.items.delete`, params: { id: ownerId } },
  ])
  try {
    return await api.batch(commands, { halt: false, needed: looks.map(({ name }) => name) }, signal)
  } catch (error) {
    if (restOf(error) === null) throw error
    return new Map()
  }
}

function toLinkAgain({ method, key }: LinkFamily, ownerId: RemoteId, link: LinkWire): Write {
  const fields = { [key]: childOf(link), SORT: link.SORT, IS_PRIMARY: link.IS_PRIMARY ? 'Y' : 'N' }
  return {
    command: { method: `${method}.add`, params: { id: ownerId, fields } },
    toResult: ({ kind }) =>
      kind === 'answered'
        ? { kind: 'applied', remoteId: ownerId, updatedAt: null }
        : { kind: 'rejected', field: null, reason: 'refused', message: '' },
  }
}
