import { customField, type LeadFields, type Neighbour } from '#shared/domain/neighbour.ts'
import type { NeighbourUpdate } from '../connector.ts'
import type { Reach } from './diff-multifields.ts'
import { families, toFieldId } from './families.ts'
import { parseResult } from './parse-result.ts'
import { toChangedReach, toNewReach, toReach, writable, type ReachOut } from './reach-out.ts'
import { multifieldNames, ReachWire, type MultifieldName, type RowWire } from './wire.ts'

const idOf = (name: 'WEB' | 'IM') => toFieldId(families.lead, name)

/** Fields of a lead whose values have ids of their own. */
const fieldOf: Readonly<Record<MultifieldName, string>> = {
  ...{ PHONE: 'phones', EMAIL: 'emails', WEB: customField(idOf('WEB')), IM: customField(idOf('IM')) },
}

/** What of these an edit names, as the vendor calls it. */
export const reachAmong = (fields: readonly string[]): readonly MultifieldName[] =>
  multifieldNames.filter((name) => fields.includes(fieldOf[name]))

function valuesOf({ phones, emails, custom }: LeadFields, name: MultifieldName): readonly Reach[] {
  switch (name) {
    case 'PHONE':
      return phones.map(toReach)
    case 'EMAIL':
      return emails.map(toReach)
    case 'WEB':
    case 'IM':
      return writable(custom?.[idOf(name)] ?? [])
  }
}

/** How somebody who is a new lead is called and written to. */
export const toNewLeadReach = (lead: LeadFields): ReachOut =>
  Object.assign({}, ...multifieldNames.map((name) => toNewReach(name, valuesOf(lead, name)))) as ReachOut

/** What changes of that. @param current the lead as it is now */
export function toLeadReachOut(
  { record, before, fields }: NeighbourUpdate,
  lead: LeadFields,
  current: RowWire | undefined,
): ReachOut {
  const names = reachAmong(fields)
  if (names.length === 0) return {}
  const wire = current === undefined ? undefined : parseResult(ReachWire, current, `${families.lead.method}.list`)
  const was = leadIn(before ?? record)
  return Object.assign(
    {},
    ...names.map((name) =>
      toChangedReach(
        name,
        wire,
        before === undefined || was === null ? null : valuesOf(was, name),
        valuesOf(lead, name),
      ),
    ),
  ) as ReachOut
}

const leadIn = (record: Neighbour): LeadFields | null => (record.kind === 'lead' ? record.fields : null)
