import { isUuid } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { CreatedContact, CreatedLook } from '../contact-writes.ts'
import { ORIGINATOR, type ContactContext } from './contact-context.ts'
import { contactSelect, LIST, toContacts } from './contacts.ts'
import { parseResult } from './parse-result.ts'
import { momentOf, toMomentText } from './scalars.ts'
import { readStretch, type Listing } from './walk-ids.ts'
import { ContactWire } from './wire.ts'

/** The server knows whole seconds; the one in which `since` falls counts. */
const MARGIN_MS = 1_000

/**
 * Contacts created since `since` that say where they come from: each one made here carries its key, so no other can be meant.
 * @source https://apidocs.bitrix24.com/api-reference/crm/contacts/crm-contact-list.html
 */
export async function findCreated(context: ContactContext, since: number, signal: AbortSignal): Promise<CreatedLook> {
  const { offsetMinutes } = await context.catalog.current(signal)
  const listing: Listing = {
    method: LIST,
    filter: { '=ORIGINATOR_ID': ORIGINATOR, '>=DATE_CREATE': toMomentText(since - MARGIN_MS, offsetMinutes) },
    select: contactSelect,
  }
  const created: CreatedContact[] = []
  let at: number | null = null
  for (let [after, hasMore] = ['0', true]; hasMore;) {
    const clock = { name: 'clock', method: 'server.time', params: {} }
    const stretch = await readStretch(context, listing, after, signal, [clock])
    const [told] = stretch.ahead
    // Of the first page: what came into being during the walk may not be in it.
    at ??= told?.kind === 'answered' ? momentOf(told.answer.result) : null
    const contacts = await toContacts(context, stretch.rows, [], signal)
    const keys = stretch.rows.map((row) => parseResult(ContactWire, row, LIST).ORIGIN_ID)
    created.push(...contacts.map((contact, index) => ({ contact, keys: [keys[index] ?? ''].filter(isUuid) })))
    after = stretch.rows.at(-1)?.ID ?? after
    hasMore = stretch.hasMore
  }
  const heard = at ?? context.api.heardAt()
  if (heard !== null) return { at: heard, created, showsKeys: true }
  throw new AppError('remote/invalid-response', 'the answer does not say what time it is', {
    details: { path: 'time', reached: true },
  })
}
