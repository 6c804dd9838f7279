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

export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly status: number
  /** A label of what was used to get in, never the secret. */
  readonly credential: string
}

/** The demo CRM's control address, for tests: look at its database, do what only the vendor's UI can, misbehave. */
export interface DemoControl {
  contacts(ids?: readonly number[]): Promise<readonly StoredContact[]>
  /** Notes or tasks of all records, as its database has them. */
  timeline(what: 'notes' | 'tasks'): Promise<readonly Readonly<Record<string, unknown>>[]>
  requests(): Promise<readonly LoggedRequest[]>
  forgetRequests(): Promise<void>
  faults(list: readonly Readonly<Record<string, unknown>>[]): Promise<void>
  vendor(action: Readonly<Record<string, unknown>>): Promise<void>
  /** What a user gets who lets an integration in. */
  newCode(redirectUri: string): Promise<string>
}

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
    requests: async () => (await call('GET', '/requests')) as readonly LoggedRequest[],
    forgetRequests: async () => void (await call('DELETE', '/requests')),
    faults: async (list) => void (await call('POST', '/faults', list)),
    newCode: async (redirectUri) => ((await call('POST', '/oauth-code', { redirectUri })) as { code: string }).code,
    vendor: async (action) => void (await call('POST', '/vendor', action)),
  }
}

/** Values of a field by code, in order. */
export const valuesOf = ({ fields }: StoredContact, code: string): readonly unknown[] =>
  fields.find((field) => field.code === code)?.values.map(({ value }) => value) ?? []
