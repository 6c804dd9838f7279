/** The truth of a contact in the demo CRM's own database. */
export interface StoredContact {
  readonly id: number
  readonly name: string
  readonly first_name: string
  readonly last_name: string
  readonly responsible_user_id: number | null
  readonly updated_at: number
  readonly trashed: boolean
  readonly tags: readonly string[]
  readonly company: { readonly id: number; readonly name: string } | null
  readonly fields: readonly {
    readonly field_id: number
    readonly code: string | null
    readonly type: string
    readonly values: readonly { readonly value: unknown; readonly enum_id?: number }[]
  }[]
}

export interface StoredChats {
  readonly chats: readonly { readonly id: string; readonly owner: string; readonly contactId: number | null }[]
}

/** The truth of a deal in the demo CRM's own database. */
export interface StoredDeal {
  readonly id: number
  readonly name: string
  readonly price: number
  readonly pipelineId: number
  readonly stageId: number
  readonly closedAt: number | null
  readonly responsible_user_id: number | null
  readonly trashed: boolean
  readonly contacts: readonly { readonly id: number; readonly isMain: boolean }[]
}

export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly status: number
  /** As it was read; absent without one. */
  readonly body?: unknown
  /** A label of what was used to get in, never the secret. */
  readonly credential: string
}

/** The demo CRM's control address, for tests: look at its database, do what only the vendor's UI can, misbehave. */
export interface DemoControl {
  contacts(ids?: readonly number[]): Promise<readonly StoredContact[]>
  /** Notes or tasks of all records, as its database has them. */
  timeline(what: 'notes' | 'tasks'): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Channels, their chats, and whose they are. */
  chats(): Promise<StoredChats>
  /** Deals, the trash included. */
  deals(): Promise<readonly StoredDeal[]>
  requests(): Promise<readonly LoggedRequest[]>
  forgetRequests(): Promise<void>
  faults(list: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  vendor(action: Readonly<Record<string, unknown>>): Promise<void>
  /** What a user gets who lets an integration in. */
  newCode(redirectUri: string): Promise<string>
  /** A further long-lived token, of this user. */
  newToken(userId: number): Promise<string>
  /** What one user may do; all that is not named is free. `null` frees altogether. */
  allow(userId: number, rights: Readonly<Record<string, unknown>> | null): Promise<void>
  /** Behaviours that the vendor leaves open, or that differ between accounts. */
  switches(changes: Readonly<Record<string, unknown>>): Promise<void>
}

/** Users of the demo CRM: the one who owns its token, one of their group, one of another. */
export const demoUsers = { admin: 10_420_110, colleague: 10_420_116, otherGroup: 10_420_140 } as const

/** @param control the address that the demo CRM printed */
export function createDemoControl(control: string): DemoControl {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${control}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  return {
    contacts: async (ids) =>
      (await call('GET', `/records/contacts${ids ? `?ids=${ids.join(',')}` : ''}`)) as readonly StoredContact[],
    timeline: async (what) => (await call('GET', `/records/${what}`)) as readonly Readonly<Record<string, unknown>>[],
    chats: async () => (await call('GET', '/chats')) as StoredChats,
    deals: async () => (await call('GET', '/records/leads')) as readonly StoredDeal[],
    requests: async () => (await call('GET', '/requests')) as readonly LoggedRequest[],
    forgetRequests: async () => void (await call('DELETE', '/requests')),
    faults: async (list) => void (await call('POST', '/faults', list)),
    newCode: async (redirectUri) => ((await call('POST', '/oauth-code', { redirectUri })) as { code: string }).code,
    newToken: async (userId) => ((await call('POST', '/tokens', { userId })) as { token: string }).token,
    allow: async (userId, rights) => void (await call('POST', '/users', { userId, rights })),
    switches: async (changes) => void (await call('POST', '/switches', changes)),
    vendor: async (action) => void (await call('POST', '/vendor', action)),
  }
}

/** Values of a field by code, in order. */
export const valuesOf = ({ fields }: StoredContact, code: string): readonly unknown[] =>
  fields.find((field) => field.code === code)?.values.map(({ value }) => value) ?? []
