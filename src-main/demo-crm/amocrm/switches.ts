import * as v from 'valibot'
import { isTimeZone } from './time-zone.ts'

/**
 * Behaviours that the vendor does not document, or that differ between accounts and brands. Each default is the reading
 * that hurts an honest client least; the other positions exist so that clients can be tried against every reading.
 */
export const SwitchesSchema = v.strictObject({
  /** Filtering is granted per account; off means that `filter[...]` is ignored and the whole list comes back. */
  apiFilter: v.boolean(),
  /** What is not narrowed while `apiFilter` is off: every list, or contacts, companies, leads and customers alone. */
  apiFilterReach: v.picklist(['all', 'records']),
  /** Page size when `limit` is missing or not a positive number. */
  defaultLimit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(250)),
  /** Largest page of events: 100 on amoCRM, 250 on Kommo. */
  eventsMaxLimit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(250)),
  /** Order of events, which the vendor leaves open. */
  eventsOrder: v.picklist(['asc', 'desc']),
  /** Are both ends of `[from]`/`[to]` part of the range? */
  rangeInclusive: v.boolean(),
  /** Meaning of a bare number, as in `filter[updated_at]=1700000000`. */
  bareDateFilter: v.picklist(['from', 'exact', 'ignore']),
  /** Can phones and e-mails be filtered by field id? */
  multitextFilter: v.boolean(),
  /** One bad item in a batch: refuse all of it, or save the good ones and still answer 400. */
  badBatch: v.picklist(['reject-all', 'save-good']),
  /** PATCH of an id that is absent or trashed: 400 at `id`, left out of the answer, or 404 where the path names the id. */
  missingPatchId: v.picklist(['reject', 'skip', 'not-found']),
  /** Where the account is, as its administrator has set it: an IANA name. */
  timeZone: v.pipe(v.string(), v.check(isTimeZone, 'no time zone')),
  /** What is kept of a day that was written as a moment: that very moment, or midnight of its day in the account's zone. */
  storedDays: v.picklist(['as-sent', 'midnight']),
  /** PATCH with an `updated_at` not newer than the stored one: take the server's time, take it as sent, or 400. */
  staleUpdatedAt: v.picklist(['ignore', 'accept', 'reject']),
  /** Write with an `updated_at` that is still to come: taken as sent, or the server's time instead. */
  futureUpdatedAt: v.picklist(['accept', 'ignore']),
  /** `values: []` of a field. */
  emptyValues: v.picklist(['reject', 'clear']),
  /** `values: [{"value": ""}]` of a field, or `null` there: counts as not sent and so empties the field, or 400. */
  blankValue: v.picklist(['clear', 'reject']),
  /** `custom_fields_values: []` or `null` of a whole record. */
  emptyFieldList: v.picklist(['ignore', 'clear']),
  /** `name: null`, `first_name: null`, `last_name: null`. */
  nullName: v.picklist(['clear', 'reject']),
  /** Of a full name and its parts in one write, which makes the stored name? */
  nameMix: v.picklist(['parts', 'name']),
  /** `enum_code: null` echoed on a list whose options have no codes. */
  selectEnumCodeNull: v.picklist(['accept', 'reject']),
  /** Are whole numbers written as strings (`"42"`) taken where a number is due? */
  looseNumbers: v.boolean(),
  /** Is "VIP" another tag than "vip"? */
  tagNamesCaseSensitive: v.boolean(),
  /** Does linking or unlinking move `updated_at` of the contact? */
  linkBumpsUpdatedAt: v.boolean(),
  /** Second company for a contact: takes the place of the first, or 400. */
  secondCompany: v.picklist(['replace', 'reject']),
  /** An element that is linked already is linked once more: the new amount takes the place of the old one, or comes on top. */
  relinkedElement: v.picklist(['replace', 'add']),
  /** Where a linked catalog element has its amount and catalog: under `metadata`, beside the id, or both. */
  catalogElementForm: v.picklist(['both', 'nested', 'flat']),
  /** Does adding, changing or completing a task move `updated_at` of its record? */
  tasksBumpUpdatedAt: v.boolean(),
  /** Does a note move `updated_at` of its record? */
  notesBumpUpdatedAt: v.boolean(),
  /** Does binding a chat move `updated_at` of its contact? */
  chatsBumpUpdatedAt: v.boolean(),
  /** Whose id an event of a task has. */
  taskEventOf: v.picklist(['task', 'record']),
  /** Must a task have a text? */
  taskText: v.picklist(['required', 'optional']),
  /** Answer to pinning a note. */
  pinStatus: v.picklist([204, 200]),
  /** Chats of contacts that have none: 204, or an empty list. */
  noChats: v.picklist(['no-content', 'empty-list']),
  /** Number of the tie when a chat moves to another contact. */
  rebindChatLink: v.picklist(['new-id', 'same-id']),
  /** Answer to a call of chats that brings a cookie along. */
  cookieStatus: v.picklist([401, 400, 403]),
  /** Answer to PATCH of a list of fields: options as a list, or as an object by index. */
  bulkFieldEnums: v.picklist(['list', 'object']),
  /** Are contacts of incoming leads among the contacts before somebody accepts them? */
  unsortedListed: v.boolean(),
  /** What becomes of the contact of an incoming lead that is declined. */
  declinedContact: v.picklist(['trash', 'keep']),
  /** PATCH of a record that the user may see and not edit: 403, or as if it did not exist. */
  editDenied: v.picklist(['forbidden', 'missing']),
  /** Seconds until `query` finds a new record. */
  searchDelay: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Are lists narrowed by an `If-Modified-Since` header? */
  ifModifiedSince: v.picklist(['ignore', 'honour']),
  /** How the account keeps customers; `disabled` and `unavailable` mean that there are none. */
  customersMode: v.picklist(['segments', 'dynamic', 'periodicity', 'disabled', 'unavailable']),
  /** Links of a record that has none: an empty list, or 204. */
  noLinks: v.picklist(['empty-list', 'no-content']),
  /** Kommo's samples add `is_deleted` and `is_unsorted` to the answer of a POST. */
  writeAnswerFlags: v.boolean(),
  /** Answer of PATCH /{id}: as documented, as the vendor's own library reads it, or both in one. */
  singlePatchAnswer: v.picklist(['both', 'embedded', 'root']),
  /** Does a PATCH answer repeat `request_id`? */
  patchRequestId: v.picklist(['when-sent', 'always', 'never']),
  /** A write of more items than this answers 504; 0 switches it off. */
  gatewayTimeoutOver: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Answer to DELETE on contacts and companies. */
  deleteStatus: v.picklist([405, 404]),
  /** May only admins read `/users`? */
  usersAdminOnly: v.boolean(),
  /** Answer to a by-id read of what does not exist or lies in the trash. */
  missingStatus: v.picklist([204, 404]),
  /** Which fields of a trashed record can still be read: all, or only its id and its last change, as with leads. */
  trashedFields: v.picklist(['all', 'bare']),
  /** Is a full name that comes without its parts split at the first space? */
  nameSplit: v.picklist(['none', 'first-space']),
  /** `tags_to_add` and `tags_to_delete` of leads, which the manual has of contacts: obeyed, or passed over. */
  leadTagKeys: v.picklist(['heeded', 'ignored']),
  /** Does a write of nothing but tags move `updated_at`? */
  tagsBumpUpdatedAt: v.boolean(),
  /** Whose id an `entity_merged` event has. */
  mergeEventOf: v.picklist(['survivor', 'absorbed']),
  /** Does a merge also log the absorbed records as deleted? */
  mergeLogsDeletion: v.boolean(),
  /** Seconds until a change shows up among the events. */
  eventsDelay: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Pages of contacts or companies after this one are 204; 0 sets no limit. */
  maxPages: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Answer to a refresh token that was never given out. */
  unknownRefreshStatus: v.picklist([400, 401]),
  /** A `redirect_uri` sent along on the way in that is not the one in the settings of the integration. */
  sentRedirect: v.picklist(['compare', 'ignore']),
  /** A token request that is form-encoded: 401, or taken like JSON. */
  formEncodedToken: v.picklist(['refuse', 'accept']),
  /** Has the account moved to another host? A refresh at the old one then answers so; 0 means that it has not moved. */
  movedStatus: v.picklist([0, 401, 404]),
  /** Body of 429. */
  tooManyRequestsBody: v.picklist(['html', 'json']),
  /** Seconds in a `Retry-After` header of 429; 0 sends none, as documented. */
  retryAfter: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** So many 429 within a minute turn into a ban: 403 until it is lifted by control. 0 never bans. */
  banAfterRejections: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Do a revoked refresh token and its reuse also kill the pair that replaced it? */
  refreshReuseCascade: v.boolean(),
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
