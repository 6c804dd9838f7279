import * as v from 'valibot'
import { means } from '../switch-meaning.ts'

/** What the facts leave open, or what differs between portals. README has them as a table. */
export const PortalSwitchesSchema = v.strictObject({
  serverOffsetMinutes: means(
    "Offset of the server's own time, in minutes.",
    v.pipe(v.number(), v.integer(), v.minValue(-720), v.maxValue(840)),
  ),
  dateForm: means(
    "A day with the time that UTC's midnight has on the server, or with 00:00.",
    v.picklist(['shifted', 'midnight']),
  ),
  language: means('Language of messages that the product translates.', v.picklist(['en', 'ru'])),
  crmMode: means('Simple mode has no leads: what is added becomes a deal.', v.picklist(['classic', 'simple'])),
  plan: means(
    'How fast the bucket of requests empties, and how full it may be.',
    v.picklist(['standard', 'enterprise']),
  ),
  bucketPlace: means(
    'Does the bucket of requests come before everything else, or after the token was looked at?',
    v.picklist(['first', 'after-auth']),
  ),
  operatingSeconds: means('Seconds of execution that each call is taken to cost.', v.pipe(v.number(), v.minValue(0))),
  operatingLimit: means('Seconds that one method may run within ten minutes.', v.pipe(v.number(), v.minValue(0))),
  retryAfter: means(
    'Seconds in a `Retry-After` header of 503 and 429; 0 sends none.',
    v.pipe(v.number(), v.integer(), v.minValue(0)),
  ),
  httpsRequired: means('Is plain HTTP refused? A front that speaks HTTPS says so in `X-Forwarded-Proto`.', v.boolean()),
  insufficientScopeStatus: means('Status of `insufficient_scope`.', v.picklist([401, 403])),
  invalidCredentialsStatus: means('Status of `INVALID_CREDENTIALS`.', v.picklist([401, 403])),
  accessDeniedStatus: means(
    'Status of `ACCESS_DENIED` in the methods that link contacts, companies, deals and leads, and in app.info.',
    v.picklist([403, 400]),
  ),
  webhookAppInfo: means(
    "app.info by a webhook: its scopes, as the server and the vendor's own suites have it, or the refusal of the manual's page.",
    v.picklist(['scope', 'denied']),
  ),
  linkErrorStatus: means('Answer to items.get of links with a bad id.', v.picklist([400, 200])),
  missingReference: means(
    'A reference of a batch to what is not there: an error, or an empty text in its place.',
    v.picklist(['error', 'empty']),
  ),
  exchangeAnswer: means(
    'Does the exchange of a code answer `expires` and `user_id`, as the refresh does? The sample does not.',
    v.picklist(['full', 'documented']),
  ),
  redirectFromRequest: means(
    'May the address of the consent page name where to go on? The vendor keeps that in the card of the application.',
    v.boolean(),
  ),
  linkFields: means(
    'Do links know which of them is the main one, and in which order they stand?',
    v.picklist(['full', 'bare']),
  ),
  linksBumpModified: means('Does a change of nothing but links move DATE_MODIFY and raise the event?', v.boolean()),
  multifieldsBumpModified: means('Does a change of nothing but multifields move DATE_MODIFY?', v.boolean()),
  contactFilter: means(
    'Does `filter[CONTACT_ID]` of deals and leads see all contacts, or the primary one alone?',
    v.picklist(['all', 'primary']),
  ),
  singleLinkWrite: means(
    'COMPANY_ID of a contact, CONTACT_ID of a deal or lead: becomes primary among the others, or takes their place.',
    v.picklist(['primary', 'replace']),
  ),
  dealPipeline: means(
    'May crm.item.update take a deal to another pipeline? The old method never does.',
    v.picklist(['movable', 'fixed']),
  ),
  itemsSetPrimary: means(
    'A set of links of which none is primary: the first that is sent becomes it, or the one with the lowest SORT.',
    v.picklist(['listed', 'sorted']),
  ),
  addressLines: means(
    'Lines of an address that a change does not name: stay, or are cleared with any of the others.',
    v.picklist(['keep', 'clear']),
  ),
  earlierImport: means(
    'An import whose DATE_CREATE is earlier than that of the record made last.',
    v.picklist(['reject', 'accept']),
  ),
  booleanUserField: means('How old methods show flags of user fields.', v.picklist(['digits', 'letters'])),
  emptyUserField: means('Empty user fields.', v.picklist(['null', 'text'])),
  namelessContact: means('A contact without NAME and LAST_NAME.', v.picklist(['reject', 'accept'])),
  userMoments: means(
    'Moments of users: texts, or empty objects as in some samples of the manual.',
    v.picklist(['text', 'object']),
  ),
  extendedOffline: means('Is clear=0 of event.offline.get, and auth_connector, part of the plan?', v.boolean()),
  bareUnbind: means('event.unbind without an event: unbinds everything, or is refused.', v.picklist(['all', 'reject'])),
  clearBy: means(
    'event.offline.clear with both id and message_id: which of them counts.',
    v.picklist(['message_id', 'id']),
  ),
  failedRow: means(
    'A change that is repeated while its row is marked as failed: renews that row, or gets one of its own.',
    v.picklist(['renew', 'add']),
  ),
  rebind: means('Binding what is bound already.', v.picklist(['reject', 'accept'])),
})

export type PortalSwitches = v.InferOutput<typeof PortalSwitchesSchema>

/** The likeliest reading of each; a server offset that is not UTC finds clients that forget about it. */
export const defaultPortalSwitches: PortalSwitches = {
  serverOffsetMinutes: 180,
  dateForm: 'shifted',
  language: 'en',
  crmMode: 'classic',
  plan: 'standard',
  bucketPlace: 'first',
  operatingSeconds: 0.03,
  operatingLimit: 480,
  retryAfter: 0,
  httpsRequired: false,
  insufficientScopeStatus: 401,
  invalidCredentialsStatus: 401,
  accessDeniedStatus: 403,
  webhookAppInfo: 'scope',
  linkErrorStatus: 400,
  missingReference: 'error',
  exchangeAnswer: 'full',
  redirectFromRequest: false,
  linkFields: 'full',
  linksBumpModified: true,
  multifieldsBumpModified: true,
  contactFilter: 'all',
  singleLinkWrite: 'primary',
  dealPipeline: 'movable',
  itemsSetPrimary: 'listed',
  addressLines: 'keep',
  earlierImport: 'reject',
  booleanUserField: 'digits',
  emptyUserField: 'null',
  namelessContact: 'reject',
  userMoments: 'text',
  extendedOffline: true,
  bareUnbind: 'all',
  clearBy: 'message_id',
  failedRow: 'renew',
  rebind: 'reject',
}

/** What a file or a control request may set. */
export const PartialPortalSwitchesSchema = v.partial(PortalSwitchesSchema)
export type PartialPortalSwitches = Partial<PortalSwitches>
