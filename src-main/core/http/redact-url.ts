/**
 * The words of the vendors' addresses. What is not among them may be an id, a name, a phone number or a secret (one
 * vendor's webhooks carry theirs in the path), so it is not a matter of recognising those: only these words pass.
 */
const apiWords: ReadonlySet<string> = new Set([
  ...['access_token', 'account', 'api', 'asc', 'chats', 'companies', 'contacts', 'created_at', 'custom_fields'],
  ...['catalog_elements'],
  ...['customers', 'desc', 'entity', 'entity_id', 'entity_type', 'events', 'filter', 'from', 'groups', 'id', 'leads'],
  ...['limit', 'link', 'links', 'name', 'notes', 'oauth', 'oauth2', 'order', 'page', 'pipelines', 'query', 'roles'],
  ...['only_deleted', 'statuses', 'subdomain', 'sort', 'tags', 'tasks', 'to', 'type', 'unlink', 'updated_at', 'user'],
  ...['updated_by', 'users', 'v4', 'webhooks', 'with'],
  ...[
    'batch',
    'company',
    'contact',
    'crm',
    'deal',
    'get',
    'json',
    'lead',
    'list',
    'offline',
    'rest',
    'select',
    'start',
  ],
  ...[
    'address',
    'app',
    'current',
    'duplicate',
    'enum',
    'fields',
    'findbycomm',
    'info',
    'item',
    'multifield',
    'profile',
  ],
  ...[
    'requisite',
    'scope',
    'server',
    'set',
    'status',
    'time',
    'timeline',
    'token',
    'comment',
    'activity',
    'productrows',
  ],
  ...['add', 'delete', 'details', 'configuration', 'event', 'items', 'offset', 'update', 'userfield', 'userfields'],
])
const UNKNOWN = '{…}'

export interface RedactedUrl {
  /** As `/api/v4/contacts/{…}/link`. */
  readonly path: string
  /** Names of parameters, each once, as `filter[updated_at][from]`. */
  readonly query: readonly string[]
}

/** What of an address may be kept for whoever looks into a failure: words of the API, no ids and no values. */
export function redactUrl(address: string): RedactedUrl {
  const url = URL.parse(address)
  if (url === null) return { path: UNKNOWN, query: [] }
  const names = [...url.searchParams.keys()].map(redactName)
  return { path: url.pathname.split('/').map(redactSegment).join('/'), query: [...new Set(names)] }
}

function redactSegment(segment: string): string {
  return segment.split('.').every((word) => word === '' || apiWords.has(word)) ? segment : UNKNOWN
}

/** `filter[id][0]` and `filter[id][]` are one name. */
function redactName(name: string): string {
  const words = name.split(/[[\]]+/).filter((word) => word !== '' && !/^\d{1,3}$/.test(word))
  const [first = UNKNOWN, ...inner] = words.map((word) => (apiWords.has(word) ? word : UNKNOWN))
  return `${first}${inner.map((word) => `[${word}]`).join('')}`
}
