import { AppError } from '#shared/errors/app-error.ts'
import type { AmocrmContext } from './context.ts'
import { readPages, type ListSource } from './read-pages.ts'
import { EventWire } from './wire.ts'

/** Of events; they have a smaller page than everything else. */
const EVENT_PAGE_SIZE = 100
/** If the vendor ignored our filter, this is where reading its whole log ends. */
const MAX_PAGES = 200

const events: ListSource<EventWire> = { path: '/api/v4/events', key: 'events', row: EventWire }

/** As the log spells them: in the singular. */
export type EventEntity = 'contact' | 'company' | 'lead' | 'task' | 'note'

/** What takes a record out of lists, or brings it back. A merge does not say which of the two remains. */
export function removalTypes(entity: EventEntity): readonly string[] {
  if (entity === 'note') return ['common_note_deleted']
  return entity === 'task' ? ['task_deleted'] : [`${entity}_deleted`, 'entity_merged']
}

/** What brings a record into being. */
export const creationTypes = (entity: EventEntity): readonly string[] => [`${entity}_added`]

/** Whether a link changes `updated_at` is not documented: what the log says of links is looked at by id. */
export const linkTypes = (entity: EventEntity): readonly string[] => [
  ...(entity === 'contact' ? [] : ['contact_linked', 'contact_unlinked']),
  ...['entity_linked', 'entity_unlinked'],
]

export const presenceTypes = (entity: EventEntity): readonly string[] => [...removalTypes(entity), `${entity}_restored`]

/**
 * Events of these types from `from` on (server seconds), oldest first. They are a hint: which records to look at.
 * @returns `null` when this user may not read the log
 */
export async function readEvents(
  context: AmocrmContext,
  entity: EventEntity,
  types: readonly string[],
  from: number,
  signal: AbortSignal,
): Promise<readonly EventWire[] | null> {
  const query = {
    limit: EVENT_PAGE_SIZE,
    // Notes are told of as something that happened to their contact.
    'filter[entity]': entity === 'note' ? 'contact' : entity,
    'filter[type][]': types,
    'filter[created_at][from]': from,
  }
  const isAsked = ({ type, created_at }: EventWire) => types.includes(type) && created_at >= from
  const found: EventWire[] = []
  let pages = 0
  try {
    for await (const page of readPages(context, events, query, signal)) {
      found.push(...page.filter(isAsked))
      // Newest first and past our time: what follows is older still. A filter that is obeyed never brings us here.
      if (page.every(({ created_at }) => created_at < from) && isNewestFirst(page)) break
      if (++pages >= MAX_PAGES) {
        context.logger.warn('event log not read to its end', { entity, pages })
        break
      }
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'auth/denied') throw error
    context.logger.warn('events are not for this user: deletions in the CRM go unnoticed', { entity })
    return null
  }
  return found.sort((a, b) => a.created_at - b.created_at)
}

const isNewestFirst = (page: readonly EventWire[]): boolean =>
  (page[0]?.created_at ?? 0) > (page.at(-1)?.created_at ?? 0) || page.length === 1
