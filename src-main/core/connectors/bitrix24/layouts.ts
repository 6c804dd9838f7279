import type { RemoteId } from '#shared/domain/ids.ts'
import {
  laidOutCards,
  layoutId,
  layoutOfId,
  layoutRemoteId,
  layoutScopes,
  type LaidOutCard,
  type LayoutFields,
  type LayoutScope,
} from '#shared/domain/layout.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourPort, NeighbourUpdate } from '../neighbour-port.ts'
import type { Cursor } from '../pull-page.ts'
import type { Command, CommandOutcome, Params } from './api.ts'
import type { ContactContext } from './contact-context.ts'
import { familyOf, namesFor, toSections, toSectionsOut } from './layout-wire.ts'
import { isAccessDenied } from './refusals.ts'
import { notRun, readAll } from './run-commands.ts'

const methodOf = (card: LaidOutCard, name: string): string => `${familyOf(card).method}.details.configuration.${name}`

/** The vendor's number of leads of those who have bought before; without it, those of new customers are meant. */
const REPEAT = 2
/** Its pages do not agree on how that is said: whichever a portal does not know it passes over. */
const extrasOf = (card: LaidOutCard): Params =>
  card === 'repeat-lead' ? { extras: { leadCustomerType: REPEAT, 'lead.customer.type': REPEAT } } : {}

/** As the vendor calls whose layout it is. */
const scopes: Readonly<Record<LayoutScope, string>> = { own: 'P', common: 'C' }

interface Place {
  readonly card: LaidOutCard
  readonly scope: LayoutScope
}

const places: readonly Place[] = laidOutCards.flatMap((card) => layoutScopes.map((scope) => ({ card, scope })))

/** Nobody tells what has changed: both are read each time, in one request. */
const POSITION = 'layouts' as Cursor

/**
 * How the portal lays out cards: the user's own and everybody's.
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/custom-form/index.html
 */
export function createLayoutPort(context: ContactContext): NeighbourPort {
  return {
    read: (ids, signal) => readLayouts(context, ids, signal),
    async *pull(_cursor, signal) {
      const found = await readLayouts(
        context,
        places.map(({ card, scope }) => layoutRemoteId(card, scope)),
        signal,
      )
      const items = [...found.values()].map((neighbour) => ({ kind: 'upsert', neighbour }) as const)
      yield { items, cursor: POSITION, isComplete: true }
    },
    async update(items, signal) {
      const results: ItemResult[] = []
      for (const item of items) results.push(await writeLayout(context, item, signal))
      return results
    },
    // There is one of each, in every portal.
    create: async (records) => Promise.resolve(records.map(() => notMade)),
    findCreated: async () => Promise.resolve({ at: context.api.heardAt() ?? 0, created: [] }),
  }
}

const notMade: ItemResult = { kind: 'rejected', field: null, reason: 'not-supported', message: '' }

/** Those that the portal refuses to tell are absent: then its cards are as they are without. */
async function readLayouts(
  context: ContactContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, RemoteNeighbour>> {
  const asked = ids.flatMap((remoteId) => {
    const place = layoutOfId(remoteId)
    return place === null ? [] : [{ remoteId, place }]
  })
  const commands = asked.map(({ place: { card, scope } }): Command => {
    const params = { scope: scopes[scope], ...extrasOf(card) }
    return { name: `${card.replace('-', '_')}_${scope}`, method: methodOf(card, 'get'), params }
  })
  const { tagField } = await context.catalog.current(signal)
  const outcomes = await readAll(context, commands, signal)
  const found = new Map<RemoteId, RemoteNeighbour>()
  for (const [at, { remoteId, place }] of asked.entries()) {
    const outcome = outcomes[at]
    if (outcome?.kind === 'refused') continue
    if (outcome?.kind !== 'answered') throw notRun(commands[at]?.method ?? '', outcome?.restMs)
    const sections = toSections(outcome.answer.result, namesFor(place.card, tagField), commands[at]?.method ?? '')
    found.set(remoteId, toRecord(context, remoteId, { ...place, sections, isForced: false }))
  }
  return found
}

/** Who has changed a layout, and when, nobody tells: it is as it was just heard. */
function toRecord({ accountId, api }: ContactContext, remoteId: RemoteId, fields: LayoutFields): RemoteNeighbour {
  const at = api.heardAt() ?? 0
  return {
    ...{ kind: 'layout', fields, id: layoutId(accountId, fields.card, fields.scope), remoteId, accountId },
    ...{ createdAt: 0, createdBy: null, updatedAt: at, updatedBy: null },
  }
}

/** What was laid out comes before the wish that all are to have it. Each may be repeated. */
async function writeLayout(
  context: ContactContext,
  { remoteId, record, fields }: NeighbourUpdate,
  signal: AbortSignal,
): Promise<ItemResult> {
  if (record.kind !== 'layout') return notMade
  const { card, scope, sections, isForced } = record.fields
  const { tagField } = await context.catalog.current(signal)
  const whose = { scope: scopes[scope], ...extrasOf(card) }
  const write = (name: string, params: Command['params']) =>
    context.api.batch([{ name: 'write', method: methodOf(card, name), params }], { halt: true }, signal)
  if (fields.includes('sections')) {
    const outcome =
      sections === null
        ? await write('reset', whose)
        : await write('set', { ...whose, data: toSectionsOut(sections, namesFor(card, tagField)) })
    const refused = refusedAs('neighbour:sections', outcome.get('write'), card)
    if (refused !== null) return refused
  }
  if (fields.includes('isForced') && isForced) {
    const outcome = await write('forceCommonScopeForAll', extrasOf(card))
    const refused = refusedAs('neighbour:isForced', outcome.get('write'), card)
    if (refused !== null) return refused
  }
  return { kind: 'applied', remoteId, updatedAt: context.api.heardAt() }
}

function refusedAs(
  field: 'neighbour:sections' | 'neighbour:isForced',
  outcome: CommandOutcome | undefined,
  card: LaidOutCard,
): ItemResult | null {
  if (outcome?.kind === 'answered') return null
  if (outcome?.kind !== 'refused') throw notRun(methodOf(card, 'set'), outcome?.restMs)
  const { code, message } = outcome.refusal
  const reason = isAccessDenied(outcome.refusal) ? 'forbidden' : code.toLowerCase() || 'refused'
  return { kind: 'rejected', field, reason, message }
}
