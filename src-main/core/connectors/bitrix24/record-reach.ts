import { customField, type CompanyFields, type LeadFields, type Neighbour } from '#shared/domain/neighbour.ts'
import type { NeighbourUpdate } from '../neighbour-port.ts'
import type { Reach } from './diff-multifields.ts'
import { toFieldId, type Family } from './families.ts'
import { parseResult } from './parse-result.ts'
import { toChangedReach, toNewReach, toReach, writable, type ReachOut } from './reach-out.ts'
import { multifieldNames, ReachWire, type MultifieldName, type RowWire } from './wire.ts'

/** What a lead, and a company, can be reached by. */
type Reachable = Pick<LeadFields | CompanyFields, 'phones' | 'emails' | 'custom'>

/** Fields whose values have ids of their own. */
function fieldOf(family: Family, name: MultifieldName): string {
  if (name === 'PHONE') return 'phones'
  return name === 'EMAIL' ? 'emails' : customField(toFieldId(family, name))
}

/** What of these an edit names, as the vendor calls it. */
export const reachAmong = (family: Family, fields: readonly string[]): readonly MultifieldName[] =>
  multifieldNames.filter((name) => fields.includes(fieldOf(family, name)))

function valuesOf(family: Family, { phones, emails, custom }: Reachable, name: MultifieldName): readonly Reach[] {
  switch (name) {
    case 'PHONE':
      return phones.map(toReach)
    case 'EMAIL':
      return emails.map(toReach)
    case 'WEB':
    case 'IM':
      return writable(custom?.[toFieldId(family, name)] ?? [])
  }
}

/** How a new one is called and written to. */
export const toNewReachOut = (family: Family, fields: Reachable): ReachOut =>
  Object.assign({}, ...multifieldNames.map((name) => toNewReach(name, valuesOf(family, fields, name)))) as ReachOut

/** What changes of that; nothing for what cannot be reached. @param current the record as it is now */
export function toReachOut(
  family: Family,
  { record, before, fields }: NeighbourUpdate,
  current: RowWire | undefined,
): ReachOut {
  const names = reachAmong(family, fields)
  const [now, was] = [reachOf(record), before === undefined ? null : reachOf(before)]
  if (names.length === 0 || now === null) return {}
  const wire = current === undefined ? undefined : parseResult(ReachWire, current, `${family.method}.list`)
  const changes = names.map((name) =>
    toChangedReach(name, wire, was === null ? null : valuesOf(family, was, name), valuesOf(family, now, name)),
  )
  return Object.assign({}, ...changes) as ReachOut
}

const reachOf = (record: Neighbour): Reachable | null =>
  record.kind === 'lead' || record.kind === 'company' ? record.fields : null
