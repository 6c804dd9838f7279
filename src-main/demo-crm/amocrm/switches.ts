import * as v from 'valibot'
import { means } from '../switch-meaning.ts'
import { isTimeZone } from './time-zone.ts'

/**
 * Behaviours that the vendor does not document, or that differ between accounts and brands. Each default is the reading
 * that hurts an honest client least; the other positions exist so that clients can be tried against every reading.
 */
export const SwitchesSchema = v.strictObject({
  apiFilter: means(
    'Filtering is granted per account; off means that `filter[...]` is ignored and the whole list comes back.',
    v.boolean(),
  ),
  apiFilterReach: means(
    'What is not narrowed while `apiFilter` is off: every list, or contacts, companies, leads and customers alone.',
    v.picklist(['all', 'records']),
  ),
  defaultLimit: means(
    'Page size when `limit` is missing or not a positive number.',
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(250)),
  ),
  eventsMaxLimit: means(
    'Largest page of events: 100 on amoCRM, 250 on Kommo.',
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(250)),
  ),
  eventsOrder: means('Order of events, which the vendor leaves open.', v.picklist(['asc', 'desc'])),
  rangeInclusive: means('Are both ends of `[from]`/`[to]` part of the range?', v.boolean()),
  bareDateFilter: means(
    'Meaning of a bare number, as in `filter[updated_at]=1700000000`.',
    v.picklist(['from', 'exact', 'ignore']),
  ),
  multitextFilter: means('Can phones and e-mails be filtered by field id?', v.boolean()),
  badBatch: means(
    'One bad item in a batch: refuse all of it, or save the good ones and still answer 400.',
    v.picklist(['reject-all', 'save-good']),
  ),
  missingPatchId: means(
    'PATCH of an id that is absent or trashed: 400 at `id`, left out of the answer, or 404 where the path names the id.',
    v.picklist(['reject', 'skip', 'not-found']),
  ),
  timeZone: means(
    'Where the account is, as its administrator has set it: an IANA name.',
    v.pipe(v.string(), v.check(isTimeZone, 'no time zone')),
  ),
  storedDays: means(
    "What is kept of a day that was written as a moment: that very moment, or midnight of its day in the account's zone.",
    v.picklist(['as-sent', 'midnight']),
  ),
  staleUpdatedAt: means(
    "PATCH with an `updated_at` not newer than the stored one: take the server's time, take it as sent, or 400.",
    v.picklist(['ignore', 'accept', 'reject']),
  ),
  futureUpdatedAt: means(
    "Write with an `updated_at` that is still to come: taken as sent, or the server's time instead.",
    v.picklist(['accept', 'ignore']),
  ),
  emptyValues: means('`values: []` of a field.', v.picklist(['reject', 'clear'])),
  blankValue: means(
    '`values: [{"value": ""}]` of a field, or `null` there: counts as not sent and so empties the field, or 400.',
    v.picklist(['clear', 'reject']),
  ),
  emptyFieldList: means('`custom_fields_values: []` or `null` of a whole record.', v.picklist(['ignore', 'clear'])),
  nullName: means('`name: null`, `first_name: null`, `last_name: null`.', v.picklist(['clear', 'reject'])),
  nameMix: means(
    'Of a full name and its parts in one write, which makes the stored name?',
    v.picklist(['parts', 'name']),
  ),
  selectEnumCodeNull: means(
    '`enum_code: null` echoed on a list whose options have no codes.',
    v.picklist(['accept', 'reject']),
  ),
  looseNumbers: means('Are whole numbers written as strings (`"42"`) taken where a number is due?', v.boolean()),
  tagNamesCaseSensitive: means('Is "VIP" another tag than "vip"?', v.boolean()),
  linkBumpsUpdatedAt: means('Does linking or unlinking move `updated_at` of the contact?', v.boolean()),
  secondCompany: means(
    'Second company for a contact: takes the place of the first, or 400.',
    v.picklist(['replace', 'reject']),
  ),
  relinkedElement: means(
    'An element that is linked already is linked once more: the new amount takes the place of the old one, or comes on top.',
    v.picklist(['replace', 'add']),
  ),
  catalogElementForm: means(
    'Where a linked catalog element has its amount and catalog: under `metadata`, beside the id, or both.',
    v.picklist(['both', 'nested', 'flat']),
  ),
  tasksBumpUpdatedAt: means('Does adding, changing or completing a task move `updated_at` of its record?', v.boolean()),
  notesBumpUpdatedAt: means('Does a note move `updated_at` of its record?', v.boolean()),
  chatsBumpUpdatedAt: means('Does binding a chat move `updated_at` of its contact?', v.boolean()),
  taskEventOf: means('Whose id an event of a task has.', v.picklist(['task', 'record'])),
  taskText: means('Must a task have a text?', v.picklist(['required', 'optional'])),
  pinStatus: means('Answer to pinning a note.', v.picklist([204, 200])),
  noChats: means('Chats of contacts that have none: 204, or an empty list.', v.picklist(['no-content', 'empty-list'])),
  rebindChatLink: means('Number of the tie when a chat moves to another contact.', v.picklist(['new-id', 'same-id'])),
  cookieStatus: means('Answer to a call of chats that brings a cookie along.', v.picklist([401, 400, 403])),
  bulkFieldEnums: means(
    'Answer to PATCH of a list of fields: options as a list, or as an object by index.',
    v.picklist(['list', 'object']),
  ),
  unsortedListed: means('Are contacts of incoming leads among the contacts before somebody accepts them?', v.boolean()),
  declinedContact: means(
    'What becomes of the contact of an incoming lead that is declined.',
    v.picklist(['trash', 'keep']),
  ),
  editDenied: means(
    'PATCH of a record that the user may see and not edit: 403, or as if it did not exist.',
    v.picklist(['forbidden', 'missing']),
  ),
  searchDelay: means('Seconds until `query` finds a new record.', v.pipe(v.number(), v.integer(), v.minValue(0))),
  ifModifiedSince: means('Are lists narrowed by an `If-Modified-Since` header?', v.picklist(['ignore', 'honour'])),
  customersMode: means(
    'How the account keeps customers; `disabled` and `unavailable` mean that there are none.',
    v.picklist(['segments', 'dynamic', 'periodicity', 'disabled', 'unavailable']),
  ),
  noLinks: means('Links of a record that has none: an empty list, or 204.', v.picklist(['empty-list', 'no-content'])),
  writeAnswerFlags: means("Kommo's samples add `is_deleted` and `is_unsorted` to the answer of a POST.", v.boolean()),
  singlePatchAnswer: means(
    "Answer of PATCH /{id}: as documented, as the vendor's own library reads it, or both in one.",
    v.picklist(['both', 'embedded', 'root']),
  ),
  patchRequestId: means('Does a PATCH answer repeat `request_id`?', v.picklist(['when-sent', 'always', 'never'])),
  gatewayTimeoutOver: means(
    'A write of more items than this answers 504; 0 switches it off.',
    v.pipe(v.number(), v.integer(), v.minValue(0)),
  ),
  deleteStatus: means('Answer to DELETE on contacts and companies.', v.picklist([405, 404])),
  usersAdminOnly: means('May only admins read `/users`?', v.boolean()),
  missingStatus: means('Answer to a by-id read of what does not exist or lies in the trash.', v.picklist([204, 404])),
  trashedFields: means(
    'Which fields of a trashed record can still be read: all, or only its id and its last change, as with leads.',
    v.picklist(['all', 'bare']),
  ),
  nameSplit: means(
    'Is a full name that comes without its parts split at the first space?',
    v.picklist(['none', 'first-space']),
  ),
  leadTagKeys: means(
    '`tags_to_add` and `tags_to_delete` of leads, which the manual has of contacts: obeyed, or passed over.',
    v.picklist(['heeded', 'ignored']),
  ),
  tagsBumpUpdatedAt: means('Does a write of nothing but tags move `updated_at`?', v.boolean()),
  mergeEventOf: means('Whose id an `entity_merged` event has.', v.picklist(['survivor', 'absorbed'])),
  mergeLogsDeletion: means('Does a merge also log the absorbed records as deleted?', v.boolean()),
  eventsDelay: means(
    'Seconds until a change shows up among the events.',
    v.pipe(v.number(), v.integer(), v.minValue(0)),
  ),
  maxPages: means(
    'Pages of contacts or companies after this one are 204; 0 sets no limit.',
    v.pipe(v.number(), v.integer(), v.minValue(0)),
  ),
  unknownRefreshStatus: means('Answer to a refresh token that was never given out.', v.picklist([400, 401])),
  sentRedirect: means(
    'A `redirect_uri` sent along on the way in that is not the one in the settings of the integration.',
    v.picklist(['compare', 'ignore']),
  ),
  formEncodedToken: means(
    'A token request that is form-encoded: 401, or taken like JSON.',
    v.picklist(['refuse', 'accept']),
  ),
  movedStatus: means(
    'Has the account moved to another host? A refresh at the old one then answers so; 0 means that it has not moved.',
    v.picklist([0, 401, 404]),
  ),
  tooManyRequestsBody: means('Body of 429.', v.picklist(['html', 'json'])),
  retryAfter: means(
    'Seconds in a `Retry-After` header of 429; 0 sends none, as documented.',
    v.pipe(v.number(), v.integer(), v.minValue(0)),
  ),
  banAfterRejections: means(
    'So many 429 within a minute turn into a ban: 403 until it is lifted by control. 0 never bans.',
    v.pipe(v.number(), v.integer(), v.minValue(0)),
  ),
  refreshReuseCascade: means(
    'Do a revoked refresh token and its reuse also kill the pair that replaced it?',
    v.boolean(),
  ),
})

export type Switches = v.InferOutput<typeof SwitchesSchema>

/** The positions at the start; README has them as a table. */
export const defaultSwitches: Switches = {
  apiFilter: true,
  apiFilterReach: 'all',
  defaultLimit: 50,
  eventsMaxLimit: 100,
  eventsOrder: 'desc',
  rangeInclusive: true,
  bareDateFilter: 'from',
  multitextFilter: true,
  badBatch: 'reject-all',
  missingPatchId: 'reject',
  timeZone: 'Europe/Moscow',
  storedDays: 'as-sent',
  staleUpdatedAt: 'ignore',
  futureUpdatedAt: 'accept',
  emptyValues: 'reject',
  blankValue: 'clear',
  emptyFieldList: 'ignore',
  nullName: 'clear',
  nameMix: 'parts',
  selectEnumCodeNull: 'accept',
  looseNumbers: true,
  tagNamesCaseSensitive: true,
  linkBumpsUpdatedAt: true,
  secondCompany: 'replace',
  relinkedElement: 'replace',
  catalogElementForm: 'both',
  tasksBumpUpdatedAt: true,
  notesBumpUpdatedAt: true,
  chatsBumpUpdatedAt: false,
  taskEventOf: 'task',
  taskText: 'required',
  pinStatus: 204,
  noChats: 'no-content',
  rebindChatLink: 'new-id',
  cookieStatus: 401,
  bulkFieldEnums: 'list',
  unsortedListed: true,
  declinedContact: 'trash',
  editDenied: 'forbidden',
  searchDelay: 0,
  ifModifiedSince: 'ignore',
  customersMode: 'segments',
  noLinks: 'empty-list',
  writeAnswerFlags: false,
  singlePatchAnswer: 'both',
  patchRequestId: 'when-sent',
  gatewayTimeoutOver: 0,
  deleteStatus: 405,
  usersAdminOnly: true,
  missingStatus: 204,
  trashedFields: 'all',
  nameSplit: 'none',
  leadTagKeys: 'heeded',
  tagsBumpUpdatedAt: true,
  mergeEventOf: 'survivor',
  mergeLogsDeletion: true,
  eventsDelay: 0,
  maxPages: 0,
  unknownRefreshStatus: 400,
  sentRedirect: 'compare',
  formEncodedToken: 'accept',
  movedStatus: 0,
  tooManyRequestsBody: 'html',
  retryAfter: 0,
  banAfterRejections: 50,
  refreshReuseCascade: false,
}

/** What a file or a control request may set: any part of the switches, nothing else. */
export const PartialSwitchesSchema = v.partial(SwitchesSchema)
export type PartialSwitches = Partial<Switches>
