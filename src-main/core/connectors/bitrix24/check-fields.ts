import type { CustomItem } from '#shared/domain/contact.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import type { ContactUpdate, ItemResult } from '../connector.ts'
import type { ContactContext } from './contact-context.ts'
import { parseResult } from './parse-result.ts'
import type { Afterwards } from './send-writes.ts'
import { listOfRows, UserFieldWire } from './wire.ts'

const LIST = 'crm.contact.userfield.list'

/** Values of user fields in a change; clearing one that is gone leaves nothing to be done. */
const filled = ({ patch }: ContactUpdate): readonly FieldId[] =>
  (Object.entries(patch.custom ?? {}) as [FieldId, readonly CustomItem[]][])
    .filter(([id, items]) => id.startsWith('UF_') && items.length > 0)
    .map(([id]) => id)

/** Whether the portal might drop something of these without a word. */
export const hasUserFields = (items: readonly ContactUpdate[]): boolean => items.some((item) => filled(item).length > 0)

/** Asks which user fields there are, right after they have been written to. */
export interface FieldCheck extends Afterwards {
  /** `null` where the portal did not say. */
  names(): ReadonlySet<string> | null
}

export function createFieldCheck(): FieldCheck {
  let known: ReadonlySet<string> | null = null
  return {
    command: { method: LIST, params: {} },
    hear(outcome) {
      if (outcome?.kind !== 'answered' || outcome.answer.next !== null) return
      const rows = parseResult(listOfRows(UserFieldWire), outcome.answer.result, LIST)
      known = new Set(rows.map(({ FIELD_NAME }) => FIELD_NAME))
    },
    names: () => known,
  }
}

/**
 * The vendor says yes to a value of a field that is not there, and forgets it: that is no success.
 * @param known the fields that are there; `null` where nobody knows
 */
export function withoutDropped(
  { catalog }: ContactContext,
  items: readonly ContactUpdate[],
  results: readonly ItemResult[],
  known: ReadonlySet<string> | null,
): readonly ItemResult[] {
  return results.map((result, at): ItemResult => {
    const item = items[at]
    const dropped = item === undefined || known === null ? undefined : filled(item).find((id) => !known.has(id))
    if (result.kind !== 'applied' || dropped === undefined) return result
    catalog.forget()
    return { kind: 'rejected', field: `custom:${dropped}`, reason: 'no-such-field', message: '' }
  })
}
