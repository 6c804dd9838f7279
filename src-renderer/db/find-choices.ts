import { displayNameOf } from '#shared/domain/contact.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { isHere } from './is-here.ts'
import type { ContactRow } from './rows.ts'
import { readShown } from './unspread.ts'

/** A contact to be chosen, by a line of text that no other one of the same list has. */
export interface ContactChoice {
  readonly id: ContactId
  readonly name: string
  readonly label: string
}

/** These contacts, those that are here, told apart by phone or e-mail where they have one. In the order of the ids. */
export async function findChoices(db: CacheDb, ids: readonly ContactId[]): Promise<readonly ContactChoice[]> {
  const rows = await readShown(db, ids)
  const labels = new Map<string, number>()
  return rows.flatMap((row) => {
    if (row === undefined || !isHere(row)) return []
    const label = labelOf(row)
    const count = (labels.get(label) ?? 0) + 1
    labels.set(label, count)
    const name = displayNameOf(row.fields)
    return [{ id: row.id, name, label: count === 1 ? label : `${label} (${count})` }]
  })
}

function labelOf({ fields }: ContactRow): string {
  const point = fields.phones[0]?.value ?? fields.emails[0]?.value ?? ''
  return [displayNameOf(fields), point].filter((part) => part !== '').join(' · ') || '?'
}
