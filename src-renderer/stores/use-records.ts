import { displayNameOf } from '#shared/domain/contact.ts'
import type { RecordKind } from '#shared/domain/directory.ts'
import type { AccountId, RemoteId, SaleKind } from '#shared/domain/ids.ts'
import { foldName } from '#shared/domain/same-text.ts'
import { isHere } from '../db/is-here.ts'
import { readRecords, type NamedRecord, type RecordRef } from '../db/read-records.ts'
import { readRows } from '../db/read-rows.ts'
import { isSaleHere, isSaleRow } from '../db/sale-rows.ts'
import { noDealFilters } from '../search/deal-query.ts'
import { useServices } from './services.ts'

export type { NamedRecord, RecordRef }

/** A few of each kind, to choose from: whoever sees too many types more. */
const MOST_OF_A_KIND = 6

interface Named {
  readonly remoteId?: RemoteId | undefined
  readonly name: string
}

/** Records that a field of the CRM names by their numbers, as far as they are on this device. */
export function useRecords() {
  const { context, search } = useServices()
  const { db } = context

  async function contacts(accountId: AccountId, text: string): Promise<readonly Named[]> {
    const rows = await readRows(db.contacts, await search.findContacts(accountId, text, MOST_OF_A_KIND))
    return rows.flatMap((row) =>
      row === undefined || !isHere(row) ? [] : [{ remoteId: row.remoteId, name: displayNameOf(row.fields) }],
    )
  }

  async function companies(accountId: AccountId, text: string): Promise<readonly Named[]> {
    const rows = await db.companies.bulkGet([...(await search.findCompanies(accountId, text, MOST_OF_A_KIND))])
    return rows.filter((row) => row !== undefined && row.isGone !== true).filter((row) => row !== undefined)
  }

  async function sales(kind: SaleKind, accountId: AccountId, text: string): Promise<readonly Named[]> {
    const filters = { ...noDealFilters, accountId }
    const { ids } = await search.findDeals({ kind, text, filters, sort: { by: 'updated', direction: 'desc' } })
    const rows = (await db.neighbours.bulkGet(ids.slice(0, MOST_OF_A_KIND))).filter(isSaleRow).filter(isSaleHere)
    return rows.map(({ remoteId, record }) => ({ remoteId, name: record.fields.name }))
  }

  function seek(kind: RecordKind, accountId: AccountId, text: string): Promise<readonly Named[]> {
    switch (kind) {
      case 'contact':
        return contacts(accountId, text)
      case 'company':
        return companies(accountId, text)
      case 'deal':
      case 'lead':
        return sales(kind, accountId, text)
      case 'other':
        return Promise.resolve([])
    }
  }

  return {
    readRecords: (accountId: AccountId, refs: readonly RecordRef[]) => readRecords(db, accountId, refs),
    /** What the CRM has not heard of has no number, and is not found. */
    async seekRecords(accountId: AccountId, text: string, kinds: readonly RecordKind[]) {
      const found = await Promise.all(kinds.map(async (kind) => ({ kind, named: await seek(kind, accountId, text) })))
      const isNamed = ({ name }: { readonly name: string }) => foldName(name).includes(foldName(text))
      const all = found.flatMap(({ kind, named }) =>
        named.flatMap(({ remoteId, name }) => (remoteId === undefined ? [] : [{ ref: { kind, id: remoteId }, name }])),
      )
      // Contacts are also found by their companies and numbers: whoever is called so comes first.
      return [...all.filter(isNamed), ...all.filter((one) => !isNamed(one))]
    },
  }
}
