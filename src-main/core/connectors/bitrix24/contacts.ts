import type { RemoteContact } from '#shared/domain/contact.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import type { RemoteChange } from '../pull-page.ts'
import type { Command } from './api.ts'
import { countLinks, isNobody, readCompanies } from './company-links.ts'
import { toRemoteId, type ContactContext } from './contact-context.ts'
import type { Catalog } from './field-catalog.ts'
import { toRemoteContact } from './mapping.ts'
import { parseResult } from './parse-result.ts'
import type { Collection } from './pull.ts'
import { compareIds, listByIds, readRowsBeside, sweepIds } from './read-by-ids.ts'
import { answerOf, readAll } from './run-commands.ts'
import { textOf } from './scalars.ts'
import { toPages } from './walk-ids.ts'
import type { RowWire } from './wire.ts'
import { ContactWire, listOfRows, multifieldNames, ReachWire } from './wire.ts'

export const LIST = 'crm.contact.list'

/** Everything: phones and the like have to be named, each. */
export const contactSelect: readonly string[] = ['*', 'UF_*', ...multifieldNames]

/** Contacts as they are pulled. */
export function createContactCollection(context: ContactContext): Collection<RemoteChange> {
  return {
    listing: {
      ...{ method: LIST, filter: {}, select: contactSelect },
      beside: countLinks,
    },
    needsBeside: ({ COMPANY_ID }) => !isNobody(textOf(COMPANY_ID)),
    async toItems({ rows, beside }, signal) {
      const contacts = await toContacts(context, rows, beside, signal)
      return contacts.map((contact) => ({ kind: 'upsert', contact }))
    },
    sweep: async (known, signal) =>
      sweepIds<RemoteChange>(await compareIds(context, LIST, known, signal), {
        toGone: (remoteId) => ({ kind: 'delete', remoteId }),
        read: async (ids) =>
          [...(await readContacts(context, ids, signal)).values()].map((contact) => ({ kind: 'upsert', contact })),
      }),
    told: {
      entity: 'CONTACT',
      async read(ids, signal) {
        const found = await readContacts(context, ids, signal)
        return ids.map((remoteId): RemoteChange => {
          const contact = found.get(remoteId)
          return contact === undefined ? { kind: 'delete', remoteId } : { kind: 'upsert', contact }
        })
      },
    },
  }
}

/** Rows with what belongs to them. @param counted answers of `countLinks` about the same contacts */
export async function toContacts(
  context: ContactContext,
  rows: readonly RowWire[],
  counted: readonly unknown[],
  signal: AbortSignal,
): Promise<readonly RemoteContact[]> {
  if (rows.length === 0) return []
  const wires = rows.map((row) => parseResult(ContactWire, row, LIST))
  const companies = await readCompanies(context, wires, counted, signal)
  const catalog = await catalogFor(context, rows, signal)
  return wires.map((wire) => toRemoteContact(wire, companies.get(wire.ID) ?? [], catalog, context.accountId))
}

/** A field that has been made a moment ago comes with the rows at once. */
async function catalogFor(
  { catalog }: ContactContext,
  [row]: readonly RowWire[],
  signal: AbortSignal,
): Promise<Catalog> {
  const { tagField } = await catalog.current(signal)
  const ids = Object.keys(row ?? {}).filter((name) => name.startsWith('UF_') && name !== tagField) as FieldId[]
  return catalog.covering(ids, signal)
}

/** Contacts as they are now, by id; the deleted ones and those out of reach are absent. */
export async function readContacts(
  context: ContactContext,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, RemoteContact>> {
  const listing = { select: contactSelect, beside: countLinks }
  const { rows, told } = await readRowsBeside(context, 'crm.contact', listing, ids, signal)
  const contacts = new Map((await toContacts(context, rows, told, signal)).map((one) => [one.remoteId, one]))
  for (const id of await vanishedAmong(context, rows, contacts, signal)) contacts.delete(id)
  return contacts
}

/**
 * Those whose row names a company and whose links, read a moment later, are none: who has been deleted in between has no links
 * either, and is no contact that has been taken off its companies.
 */
async function vanishedAmong(
  context: ContactContext,
  rows: readonly RowWire[],
  contacts: ReadonlyMap<RemoteId, RemoteContact>,
  signal: AbortSignal,
): Promise<readonly RemoteId[]> {
  const bare = rows.filter(({ COMPANY_ID }) => !isNobody(textOf(COMPANY_ID))).map(({ ID }) => toRemoteId(ID))
  const unsure = bare.filter((id) => contacts.get(id)?.fields.companyIds.length === 0)
  if (unsure.length === 0) return []
  const there = await readRows(context, unsure, ['ID'], signal)
  return unsure.filter((id) => !there.has(id))
}

/** Rows by id, with these fields alone. */
export async function readRows(
  context: ContactContext,
  ids: readonly RemoteId[],
  select: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, ReachWire>> {
  const commands = toPages(ids).map((part, at): Command => ({ name: `c${at}`, ...listByIds(LIST, part, select) }))
  const outcomes = await readAll(context, commands, signal)
  const rows = outcomes.flatMap((outcome) => parseResult(listOfRows(ReachWire), answerOf(outcome, LIST).result, LIST))
  return new Map(rows.map((row) => [toRemoteId(row.ID), row]))
}
