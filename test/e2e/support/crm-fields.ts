import type { RunningCrm } from './crm-program.ts'

/** A field of the account's form. */
export interface CrmField {
  readonly id: number
  readonly name: string
  readonly code: string | null
  readonly type: string
  readonly enums: readonly { readonly id: number; readonly value: string }[] | null
}

/** The vendor's API, as an administrator of the account uses it. */
export async function api(crm: RunningCrm, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${crm.url}/api/v4${path}`, {
    method,
    headers: { authorization: `Bearer ${crm.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

/** Those of contacts, by name. */
export async function fieldsOf(crm: RunningCrm): Promise<ReadonlyMap<string, CrmField>> {
  const answer = await api(crm, 'GET', '/contacts/custom_fields?limit=250')
  const { _embedded } = answer as { _embedded: { custom_fields: readonly CrmField[] } }
  return new Map(_embedded.custom_fields.map((field) => [field.name, field]))
}

/** The values of a contact in the CRM's database, by the name of the field; options by what they are called. */
export async function valuesOf(crm: RunningCrm, id: number): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const [stored] = await crm.control.contacts([id])
  const fields = [...(await fieldsOf(crm)).values()]
  const named = (stored?.fields ?? []).flatMap(({ field_id, values }) => {
    const field = fields.find((one) => one.id === field_id)
    if (field === undefined || field.code === 'PHONE' || field.code === 'EMAIL') return []
    const words = values.map(({ value, enum_id }) => {
      const option = field.enums?.find((one) => one.id === enum_id)?.value
      return option === undefined || option === value ? value : `${option}: ${String(value)}`
    })
    return [[field.name, words] as const]
  })
  return Object.fromEntries(named)
}

/** A day or moment as the CRM stores it: days begin in the zone of the account, which is Moscow's. */
export const secondsOf = (moment: string) => [new Date(moment).getTime() / 1000]
