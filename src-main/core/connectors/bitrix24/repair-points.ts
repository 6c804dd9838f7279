import type { RemoteId } from '#shared/domain/ids.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { ContactContext } from './contact-context.ts'
import type { MultifieldOut } from './diff-multifields.ts'
import type { Family } from './families.ts'
import { parseResult } from './parse-result.ts'
import { listByIds } from './read-by-ids.ts'
import { sendWrites, type Afterwards, type Write } from './send-writes.ts'
import { listOfRows, multifieldNames, ReachWire, type MultifieldName } from './wire.ts'

/** What one record was told. */
export interface Told {
  readonly remoteId: RemoteId
  readonly fields: ToldFields
}

/** As it went out: values with ids among others. */
type ToldFields = Readonly<Record<string, unknown>>

type Changed = Extract<MultifieldOut, { readonly ID: string; readonly VALUE: string }>

/** Values that were told by the ids that they have. */
const changedIn = (fields: ToldFields, name: MultifieldName): readonly Changed[] =>
  // Of these keys nothing else is ever told.
  ((fields[name] ?? []) as readonly MultifieldOut[]).filter((one): one is Changed => 'ID' in one && 'VALUE' in one)

const isByIds = ({ fields }: Told): boolean => multifieldNames.some((name) => changedIn(fields, name).length > 0)

/** Looks, in the same request, at what was changed by its id. */
export interface PointCheck extends Afterwards {
  /** What of this is not there, to be told as new values; `null` where all is, or nobody knows. */
  lostOf(told: Told): ToldFields | null
}

/**
 * A phone is changed by its id. One that a colleague has taken off since our look takes our change with it: the vendor says yes to
 * an id that is not there, and does nothing.
 * @returns `null` where nothing of it goes by an id
 */
export function createPointCheck({ method }: Family, all: readonly Told[]): PointCheck | null {
  const asked = new Set<string>(all.filter(isByIds).map(({ remoteId }) => remoteId))
  if (asked.size === 0) return null
  const list = `${method}.list`
  const rows = new Map<string, ReachWire>()
  return {
    toCommand(writes) {
      const written = writes.flatMap(({ command }) =>
        command.method === `${method}.update` ? command.params['id'] : [],
      )
      const ids = (written as readonly RemoteId[]).filter((id) => asked.has(id))
      return ids.length === 0 ? null : listByIds(list, ids, ['ID', ...multifieldNames])
    },
    hear(outcome) {
      if (outcome?.kind !== 'answered') return
      for (const row of parseResult(listOfRows(ReachWire), outcome.answer.result, list)) rows.set(row.ID, row)
    },
    lostOf({ remoteId, fields }) {
      const row = rows.get(remoteId)
      if (row === undefined) return null
      const lost = multifieldNames.flatMap((name) => {
        const there = row[name]
        const values = changedIn(fields, name).filter(
          ({ ID, VALUE }) => !there.some((one) => one.ID === ID || one.VALUE === VALUE),
        )
        return values.length === 0
          ? []
          : [[name, values.map(({ VALUE, VALUE_TYPE }) => ({ VALUE, VALUE_TYPE }))] as const]
      })
      return lost.length === 0 ? null : Object.fromEntries(lost)
    },
  }
}

/** Adds what was lost as new values. What becomes of that is what became of the change. */
export async function repairPoints<One extends Told>(
  context: ContactContext,
  { method }: Family,
  told: readonly One[],
  results: readonly ItemResult[],
  check: PointCheck | null,
  toResult: (told: One) => Write['toResult'],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const lost = told.flatMap((one, at) => {
    const fields = results[at]?.kind === 'applied' ? (check?.lostOf(one) ?? null) : null
    return fields === null ? [] : [{ at, told: { ...one, fields } }]
  })
  if (lost.length === 0) return results
  context.logger.info('values added anew', { count: lost.length })
  const writes = lost.map(({ told: one }): Write => {
    return {
      command: { method: `${method}.update`, params: { id: one.remoteId, fields: one.fields } },
      toResult: toResult(one),
    }
  })
  const repaired = await sendWrites(context, writes, signal)
  const byPlace = new Map(lost.map(({ at }, index) => [at, repaired[index]]))
  return results.map((result, at) => byPlace.get(at) ?? result)
}
