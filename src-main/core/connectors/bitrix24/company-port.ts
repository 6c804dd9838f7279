import { type FieldId, type RemoteId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { ItemResult } from '../contact-writes.ts'
import type { NeighbourPort, RemoteNeighbourChange } from '../neighbour-port.ts'
import type { KnownIds } from '../pull-page.ts'
import { toCompanyRecord } from './company-words.ts'
import type { ContactContext } from './contact-context.ts'
import { families, toFieldId } from './families.ts'
import { formOf, type Form } from './field-catalog.ts'
import { parseResult } from './parse-result.ts'
import { pullAllowed } from './pull-allowed.ts'
import type { Collection } from './pull.ts'
import { updateCompanies } from './push-companies.ts'
import { compareIds, readRowsById, sweepIds } from './read-by-ids.ts'
import { toChanges } from './to-changes.ts'
import { CompanyRecordWire, multifieldNames, type RowWire } from './wire.ts'

const { company: family } = families
const LIST = `${family.method}.list`
const select: readonly string[] = ['*', 'UF_*', ...multifieldNames]

/**
 * All that can be done with companies.
 * @source https://apidocs.bitrix24.com/api-reference/crm/companies/index.html
 */
export function createCompanyPort(context: ContactContext): NeighbourPort {
  const collection = createCollection(context)
  return {
    pull: (cursor, signal, known) => pullAllowed(context, { kind: 'company', collection }, cursor, signal, known),
    read: (ids, signal) => readCompanyRecords(context, ids, signal),
    // None begins here: one that is named in a contact is made by that name.
    create: async (items) => items.map(() => NOT_SUPPORTED),
    update: (items, signal) => updateCompanies(context, items, signal),
    // Those that a name has made are found by it.
    findCreated: async (since) => Promise.resolve({ at: context.api.heardAt() ?? since, created: [] }),
  }
}

const NOT_SUPPORTED: ItemResult = { kind: 'rejected', field: null, reason: 'not-supported', message: '' }

function createCollection(context: ContactContext): Collection<RemoteNeighbourChange> {
  return {
    listing: { method: LIST, filter: {}, select },
    async toItems({ rows }, signal) {
      return (await toRecords(context, rows, signal)).map((neighbour) => ({ kind: 'upsert', neighbour }))
    },
    sweep: async (known: KnownIds, signal) =>
      sweepIds<RemoteNeighbourChange>(await compareIds(context, LIST, known, signal), {
        toGone: (remoteId) => ({ kind: 'delete', remoteId }),
        read: async (ids) => toChanges(ids, await readCompanyRecords(context, ids, signal)),
      }),
    told: {
      entity: 'COMPANY',
      read: async (ids, signal) => toChanges(ids, await readCompanyRecords(context, ids, signal)),
    },
  }
}

async function readCompanyRecords(
  context: ContactContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, RemoteNeighbour>> {
  const rows = await readRowsById(context, LIST, ids, select, signal)
  return new Map((await toRecords(context, rows, signal)).map((one) => [one.remoteId, one]))
}

async function toRecords(
  context: ContactContext,
  rows: readonly RowWire[],
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  if (rows.length === 0) return []
  const form = await formFor(context, rows, signal)
  return rows.map((row) => toCompanyRecord(parseResult(CompanyRecordWire, row, LIST), form, context.accountId))
}

/** A field that has been made a moment ago comes with the rows at once. */
async function formFor({ catalog }: ContactContext, [row]: readonly RowWire[], signal: AbortSignal): Promise<Form> {
  const codes = Object.keys(row ?? {}).filter((name) => name.startsWith('UF_'))
  const ids = codes.map((code): FieldId => toFieldId(family, code))
  return formOf(await catalog.covering(ids, signal), family.owner)
}
