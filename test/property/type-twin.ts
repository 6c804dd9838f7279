import type { Device } from './device.ts'
import { fieldIds } from './named-fields.ts'
import type { World } from './world.ts'

/** A colleague makes the contact that somebody at this device has made last: the same name, phone and e-mail, no tags. */
export function typeTwin({ ledger, crms, tally }: World, device: Device): void {
  const change = ledger.intents.findLast(({ device: by, mutation }) => {
    return by === device.index && mutation.change.kind === 'create'
  })?.mutation.change
  const signedIn = device.accounts.find(
    ({ account }) => change?.kind === 'create' && change.contactId.startsWith(`${account.id}.`),
  )
  const crm = crms.find((one) => one === signedIn?.crm)
  const userId = crm?.users.at(-1)
  if (change?.kind !== 'create' || crm === undefined || userId === undefined || userId === signedIn?.userId) return
  tally.count('fault: same contact by a colleague')
  const { firstName, lastName, phones, emails } = change.fields
  const list = (field_id: number, values: readonly { readonly value: string }[]) =>
    values.length === 0 ? [] : [{ field_id, values: values.map(({ value }) => ({ value })) }]
  const contact = {
    first_name: firstName,
    last_name: lastName,
    custom_fields_values: [...list(fieldIds.phone, phones), ...list(fieldIds.email, emails)],
  }
  const request = {
    method: 'POST' as const,
    url: 'https://colleague.example/api/v4/contacts',
    headers: { authorization: `Bearer ${crm.token(userId)}`, 'content-type': 'application/json' },
    body: JSON.stringify([contact]),
    deadlineMs: 10_000,
  }
  crm.handle(userId, request, crm.lastReadAt(userId)).catch(() => undefined)
}
