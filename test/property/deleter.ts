import { acceptTogether } from '#renderer/db/accept-together.ts'
import { toDeletion } from '#renderer/db/delete-contacts.ts'
import { isHere } from '#renderer/db/is-here.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import { contactIdsOf } from '#shared/domain/mutation.ts'
import { toShown } from './compare.ts'
import type { Device } from './device.ts'
import { readShownRows } from './read-shown-rows.ts'
import type { UserOptions } from './submit-as.ts'
import type { Aim } from './ledger.ts'

/** Somebody at a device who deletes contacts, where the CRM can. */
export async function deleteContacts(options: UserOptions, picks: readonly number[]): Promise<void> {
  const { device, window, ledger, time } = options
  const { context, main } = window
  const rows = (await readShownRows(context.db)).filter((row) => isHere(row) && canDelete(device, row))
  const chosen = [...new Set(picks.map((pick) => rows[pick % rows.length]))].filter((row) => row !== undefined)
  const { mutations } = await toDeletion(
    context,
    chosen.map(({ id }) => id),
  )
  const intents = mutations.map((mutation) => {
    const ids = contactIdsOf(mutation.change)
    const intent = ledger.add(device.index, mutation, ids.map(toAim), time.now())
    const signedIn = device.accounts.find(({ account }) => account.id === mutation.accountId)
    intent.seenAt = signedIn?.crm.lastReadAt(signedIn.userId) ?? 0
    for (const row of chosen) if (ids.includes(row.id)) intent.seen.set(row.id, seenOf(device, row))
    return intent
  })
  try {
    await acceptTogether(context, main, mutations)
    if (!window.life.isOver()) for (const intent of intents) intent.isTold = true
  } catch (error) {
    if (!window.life.isOver()) for (const intent of intents) intent.state = 'refused'
    throw error
  }
}

const toAim = (contactId: ContactRow['id']): Aim => ({ contactId, facet: 'deleted', want: true, was: false })

const crmOf = ({ accounts }: Device, { accountId }: ContactRow) =>
  accounts.find(({ account }) => account.id === accountId)?.crm

function canDelete(device: Device, row: ContactRow): boolean {
  return crmOf(device, row)?.provider === 'bitrix24'
}

/** What the CRM had as far as the device knew, and what its user saw. */
function seenOf(device: Device, row: ContactRow) {
  const places = crmOf(device, row)?.fields ?? {}
  return [row.base ?? row.fields, row.fields].map((fields) => toShown({ ...row, fields }, new Map(), places))
}
