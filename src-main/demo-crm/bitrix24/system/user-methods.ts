import { asList, asText, pick, upperKeys } from '../protocol/parameters.ts'
import { asMap } from '../protocol/parameters.ts'
import { pageEnd, pageOf, readPage } from '../protocol/paging.ts'
import { plainText } from '../protocol/php-json.ts'
import { isoTime, nowSeconds } from '../protocol/server-time.ts'
import { SET_UP_AT } from '../seed/directory-data.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import type { PortalUser } from '../store/portal-rows.ts'
import { filterUsers } from './user-filter.ts'
import type { UserRow } from './user-filter.ts'

const SCOPES = ['user', 'user_basic', 'user_brief']

/** `user.current`, `user.get` and `user.fields`. What a user looks like depends on the scope. */
export function userMethods(): readonly (readonly [string, Method])[] {
  return [
    ['user.current', { scopes: SCOPES, run: (call) => ({ result: formatUser(call.caller.user, call) }) }],
    ['user.get', { scopes: SCOPES, run: (call) => get(call, false) }],
    ['user.search', { scopes: SCOPES, run: (call) => get(call, true) }],
    ['user.fields', { scopes: SCOPES, run: () => ({ result: FIELDS }) }],
  ]
}

function get(call: MethodCall, isSearch: boolean): MethodResult {
  const params = upperKeys(call.params)
  const filter = { ...asMap(params['FILTER']), ...direct(params) }
  const sort = (asText(params['SORT']) || 'ID').toUpperCase()
  const isDescending = (asText(params['ORDER']) ?? '').toUpperCase() === 'DESC'
  const select = asList(pick(params, 'SELECT')).map((name) => (asText(name) ?? '').toUpperCase())
  const all = call.data.users.all().map((user) => formatUser(user, call))
  const rows = filterUsers(all, filter, isSearch).toSorted(
    (a, b) => compare(a[sort], b[sort]) || Number(a['ID']) - Number(b['ID']),
  )
  const sorted = isDescending ? rows.toReversed() : rows
  const page = readPage(call.start, false)
  const shown = pageOf(sorted, page)
  const result = select.length === 0 || select.includes('*') ? shown : shown.map((row) => only(row, select))
  return { result, ...pageEnd(page, rows.length) }
}

/** Old clients put the conditions straight among the parameters. */
function direct(params: ReturnType<typeof upperKeys>) {
  const names = 'ID NAME LAST_NAME EMAIL ACTIVE WORK_POSITION UF_DEPARTMENT USER_TYPE FIND NAME_SEARCH'.split(' ')
  return Object.fromEntries(
    names.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]] as const])),
  )
}

function compare(a: unknown, b: unknown): number {
  const [left, right] = [plainText(a), plainText(b)]
  return /^\d+$/.test(left) && /^\d+$/.test(right) ? Number(left) - Number(right) : left.localeCompare(right)
}

/** Names that there are not are passed over; `UF_*` stands for all that the portal adds to users. */
function only(row: UserRow, names: readonly string[]): UserRow {
  const isWanted = (name: string): boolean =>
    name === 'ID' || names.includes(name) || (names.includes('UF_*') && name.startsWith('UF_'))
  return Object.fromEntries(Object.entries(row).filter(([name]) => isWanted(name)))
}

/** The brief scope shows a name, the basic one adds how to reach the person. */
function formatUser(user: PortalUser, call: MethodCall): UserRow {
  const { scopes } = call.caller
  const brief = {
    ID: String(user.id),
    ACTIVE: user.isActive,
    NAME: user.name,
    LAST_NAME: user.lastName,
    SECOND_NAME: user.details?.['SECOND_NAME'] ?? '',
    XML_ID: String(user.id),
    TITLE: '',
    TIME_ZONE: '',
    IS_ONLINE: 'N',
    PERSONAL_GENDER: user.gender,
    PERSONAL_PHOTO: null,
    WORK_POSITION: user.position,
    UF_DEPARTMENT: user.departments ?? [1],
    USER_TYPE: 'employee',
  }
  const isMore = scopes.includes('user') || scopes.includes('user_basic')
  if (!isMore) return brief
  const { portal } = call
  // Samples of the manual have some of these moments as empty objects; a live portal answers texts.
  const moment = (seconds: number) => (portal.switches().userMoments === 'object' ? {} : isoTime(portal, seconds))
  const [now, since] = [moment(nowSeconds(portal)), moment(SET_UP_AT)]
  return {
    ...{ ...brief, EMAIL: user.email, WORK_PHONE: user.phone ?? '', PERSONAL_MOBILE: '', PERSONAL_BIRTHDAY: '' },
    ...{ PERSONAL_WWW: '', PERSONAL_CITY: '', UF_PHONE_INNER: '' },
    ...user.details,
    // Who is somebody here has been so from the beginning, and is at work.
    ...{ LAST_LOGIN: now, DATE_REGISTER: since, TIMESTAMP_X: since, LAST_ACTIVITY_DATE: now },
    UF_EMPLOYMENT_DATE: '',
  }
}

/** Names of fields, each with its title and nothing else, in the order of a live portal's answer. */
const FIELDS = {
  ...{ ID: 'ID', XML_ID: 'External code', ACTIVE: 'Active', NAME: 'First name', LAST_NAME: 'Last name' },
  ...{ SECOND_NAME: 'Second name', TITLE: 'Title', EMAIL: 'E-mail', LAST_LOGIN: 'Last login' },
  ...{ DATE_REGISTER: 'Registered on', TIME_ZONE: 'TIME_ZONE', IS_ONLINE: 'IS_ONLINE' },
  ...{ TIME_ZONE_OFFSET: 'TIME_ZONE_OFFSET', TIMESTAMP_X: 'TIMESTAMP_X', LAST_ACTIVITY_DATE: 'LAST_ACTIVITY_DATE' },
  ...{ PERSONAL_GENDER: 'Gender', PERSONAL_PROFESSION: 'Profession', PERSONAL_WWW: 'Home page' },
  ...{ PERSONAL_BIRTHDAY: 'Date of birth', PERSONAL_PHOTO: 'Photo', PERSONAL_ICQ: 'ICQ', PERSONAL_PHONE: 'Phone' },
  ...{ PERSONAL_FAX: 'Fax', PERSONAL_MOBILE: 'Mobile', PERSONAL_PAGER: 'Pager', PERSONAL_STREET: 'Street' },
  ...{ PERSONAL_CITY: 'City', PERSONAL_STATE: 'Region', PERSONAL_ZIP: 'Postal code', PERSONAL_COUNTRY: 'Country' },
  ...{ PERSONAL_MAILBOX: 'P.O. box', PERSONAL_NOTES: 'Notes', WORK_PHONE: 'Work phone', WORK_COMPANY: 'Company' },
  ...{ WORK_POSITION: 'Position', WORK_DEPARTMENT: 'Department', WORK_WWW: 'Company site', WORK_FAX: 'Work fax' },
  ...{ WORK_PAGER: 'Work pager', WORK_STREET: 'Work street', WORK_MAILBOX: 'Work P.O. box', WORK_CITY: 'Work city' },
  ...{ WORK_STATE: 'Work region', WORK_ZIP: 'Work postal code', WORK_COUNTRY: 'Work country' },
  ...{ WORK_PROFILE: 'Line of work', WORK_LOGO: 'Company logo', WORK_NOTES: 'Work notes' },
  ...{ UF_EMPLOYMENT_DATE: 'Employed on', UF_DEPARTMENT: 'Departments', UF_PHONE_INNER: 'Extension' },
  USER_TYPE: 'User type',
}
