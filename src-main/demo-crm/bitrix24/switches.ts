import * as v from 'valibot'

/** What the facts leave open, or what differs between portals. README has them as a table. */
export const PortalSwitchesSchema = v.strictObject({
  /** Offset of the server's own time, in minutes. */
  serverOffsetMinutes: v.pipe(v.number(), v.integer(), v.minValue(-720), v.maxValue(840)),
  /** A day with the time that UTC's midnight has on the server, or with 00:00. */
  dateForm: v.picklist(['shifted', 'midnight']),
  /** Language of messages that the product translates. */
  language: v.picklist(['en', 'ru']),
  /** Simple mode has no leads: what is added becomes a deal. */
  crmMode: v.picklist(['classic', 'simple']),
  /** How fast the bucket of requests empties, and how full it may be. */
  plan: v.picklist(['standard', 'enterprise']),
  /** Does the bucket of requests come before everything else, or after the token was looked at? */
  bucketPlace: v.picklist(['first', 'after-auth']),
  /** Seconds of execution that each call is taken to cost. */
  operatingSeconds: v.pipe(v.number(), v.minValue(0)),
  /** Seconds that one method may run within ten minutes. */
  operatingLimit: v.pipe(v.number(), v.minValue(0)),
  /** Seconds in a `Retry-After` header of 503 and 429; 0 sends none. */
  retryAfter: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Is plain HTTP refused? A front that speaks HTTPS says so in `X-Forwarded-Proto`. */
  httpsRequired: v.boolean(),
  insufficientScopeStatus: v.picklist([401, 403]),
  invalidCredentialsStatus: v.picklist([401, 403]),
  /** Status of `ACCESS_DENIED` in the methods that link contacts, companies, deals and leads, and in app.info. */
  accessDeniedStatus: v.picklist([403, 400]),
  /** app.info by a webhook: its scopes, as the server and the vendor's own suites have it, or the refusal of the manual's page. */
  webhookAppInfo: v.picklist(['scope', 'denied']),
  /** Answer to items.get of links with a bad id. */
  linkErrorStatus: v.picklist([400, 200]),
  /** A reference of a batch to what is not there: an error, or an empty text in its place. */
  missingReference: v.picklist(['error', 'empty']),
  /** Does the exchange of a code answer `expires` and `user_id`, as the refresh does? The sample does not. */
  exchangeAnswer: v.picklist(['full', 'documented']),
  /** May the address of the consent page name where to go on? The vendor keeps that in the card of the application. */
  redirectFromRequest: v.boolean(),
  /** Do links know which of them is the main one, and in which order they stand? */
  linkFields: v.picklist(['full', 'bare']),
  /** Does a change of nothing but links move DATE_MODIFY and raise the event? */
  linksBumpModified: v.boolean(),
  /** Does a change of nothing but multifields move DATE_MODIFY? */
  multifieldsBumpModified: v.boolean(),
  /** Does `filter[CONTACT_ID]` of deals and leads see all contacts, or the primary one alone? */
  contactFilter: v.picklist(['all', 'primary']),
  /** COMPANY_ID of a contact, CONTACT_ID of a deal or lead: becomes primary among the others, or takes their place. */
  singleLinkWrite: v.picklist(['primary', 'replace']),
  /** May crm.item.update take a deal to another pipeline? The old method never does. */
  dealPipeline: v.picklist(['movable', 'fixed']),
  /** A set of links of which none is primary: the first that is sent becomes it, or the one with the lowest SORT. */
  itemsSetPrimary: v.picklist(['listed', 'sorted']),
  /** Lines of an address that a change does not name: stay, or are cleared with any of the others. */
  addressLines: v.picklist(['keep', 'clear']),
  /** An import whose DATE_CREATE is earlier than that of the record made last. */
  earlierImport: v.picklist(['reject', 'accept']),
  /** How old methods show flags of user fields. */
  booleanUserField: v.picklist(['digits', 'letters']),
  /** Empty user fields. */
  emptyUserField: v.picklist(['null', 'text']),
  /** A contact without NAME and LAST_NAME. */
  namelessContact: v.picklist(['reject', 'accept']),
  /** Moments of users: texts, or empty objects as in some samples of the manual. */
  userMoments: v.picklist(['text', 'object']),
  /** Is clear=0 of event.offline.get, and auth_connector, part of the plan? */
  extendedOffline: v.boolean(),
  /** event.unbind without an event: unbinds everything, or is refused. */
  bareUnbind: v.picklist(['all', 'reject']),
  /** event.offline.clear with both id and message_id: which of them counts. */
  clearBy: v.picklist(['message_id', 'id']),
  /** A change that is repeated while its row is marked as failed: renews that row, or gets one of its own. */
  failedRow: v.picklist(['renew', 'add']),
  /** Binding what is bound already. */
  rebind: v.picklist(['reject', 'accept']),
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
