import type { DatabaseSync } from 'node:sqlite'
import type { RemoteContact } from '#shared/domain/contact.ts'
import type { Company } from '#shared/domain/directory.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import {
  accountOf,
  kindOf,
  remoteIdOf,
  toEntityId,
  type CompanyId,
  type ContactId,
  type NeighbourId,
  type NeighbourKind,
  type RecordId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import { withAbout, withAboutInEdit, type NeighbourEdit, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { SquashedNeighbourEdit } from '#shared/sync/neighbour-edits.ts'
import type { SquashedEdit } from '#shared/sync/squash-edits.ts'

/**
 * Which remote id a record or company made on this device has got. Kept for ever: the id made here never changes, and
 * every later pull has to arrive under it.
 */
export interface Identities {
  /** `null` while the CRM does not have it. */
  remoteId(id: RecordId | CompanyId): RemoteId | null
  /** Remembers what a create came to. A second answer for the same id is ignored. */
  learn(type: IdentityType, id: RecordId | CompanyId, remoteId: RemoteId): void
  /** Whether a remote id is one that was made here. */
  isOurs(contact: RemoteContact): boolean
  /** The same for a neighbour. */
  isOurNeighbour(neighbour: RemoteNeighbour): boolean
  /** A contact from the CRM under the ids that this device uses, its companies too. */
  adoptContact(contact: RemoteContact): RemoteContact
  adoptContactId(id: ContactId): ContactId
  adoptCompany(company: Company): Company
  /** A neighbour under the id that this device uses, and the contacts that it is about. */
  adoptNeighbour(neighbour: RemoteNeighbour): RemoteNeighbour
  adoptNeighbourId(id: NeighbourId): NeighbourId
  /** As `adoptEdit`, for the contacts that an edit of a neighbour names. */
  readonly adoptNeighbourEdit: (edit: SquashedNeighbourEdit) => SquashedNeighbourEdit
  /** An edit whose company ids are the ones that `adoptContact` gives: one company, one id, or they do not compare. */
  adoptEdit(edit: SquashedEdit): SquashedEdit
}

/** In one CRM ids are unique within these. */
export type IdentityType = 'contact' | 'company' | NeighbourKind

/** A further id of a company that has one here already: it leads to the company, and is what nobody calls it. */
const COMPANY_ALIAS = 'company-alias'

/** Identities over the journal's database: an outcome and the identity that it brings are one commit. */
export function createIdentities(database: DatabaseSync): Identities {
  const byEntity = database.prepare('SELECT remote_id FROM identities WHERE entity_id = ?')
  const byRemote = database.prepare(
    // Two names typed offline may come to one company: the id that it had first stands for both.
    'SELECT entity_id FROM identities WHERE account_id = ? AND type = ? AND remote_id = ? ORDER BY entity_id LIMIT 1',
  )
  const insert = database.prepare(
    'INSERT INTO identities (entity_id, account_id, type, remote_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )

  /** On most devices nothing was made, and every contact of a pull asks. */
  let isEmpty = database.prepare('SELECT 1 FROM identities LIMIT 1').get() === undefined

  function adopt<Id extends RecordId | CompanyId>(type: IdentityType, id: Id): Id {
    const remoteId = isEmpty ? null : remoteIdOf(id)
    if (remoteId === null) return id
    return (byRemote.get(accountOf(id), type, remoteId)?.['entity_id'] as Id | undefined) ?? id
  }

  /** The record of a company always goes by the CRM's number; the company that it is of may have an id made here. */
  const adoptRecord = (kind: NeighbourKind, id: NeighbourId): NeighbourId => (kind === 'company' ? id : adopt(kind, id))

  const remoteId = (id: RecordId | CompanyId): RemoteId | null =>
    remoteIdOf(id) ?? (byEntity.get(id)?.['remote_id'] as RemoteId | undefined) ?? null

  function adoptCompanyId(id: CompanyId | null): CompanyId | null {
    const known = id === null ? null : remoteId(id)
    return id === null || known === null ? id : adopt('company', toEntityId<CompanyId>(accountOf(id), known))
  }

  /** Under which an edit may name a contact: the computed one as well, from before its create was known to have arrived. */
  function adoptContact(id: ContactId): ContactId {
    const known = remoteId(id)
    return known === null ? id : adopt('contact', toEntityId<ContactId>(accountOf(id), known))
  }

  const adoptInNeighbour = (edit: NeighbourEdit): NeighbourEdit => withAboutInEdit(edit, { contact: adoptContact })

  function adoptIn(edit: FieldEdit): FieldEdit {
    if (edit.kind === 'company') return { ...edit, from: adoptCompanyId(edit.from), to: adoptCompanyId(edit.to) }
    if (edit.kind !== 'company-order') return edit
    const all = (ids: readonly CompanyId[]) => ids.map((id) => adoptCompanyId(id) ?? id)
    return { ...edit, from: all(edit.from), to: all(edit.to) }
  }

  return {
    remoteId,
    learn(type, id, remoteId) {
      isEmpty = false
      const first = type === 'company' ? byRemote.get(accountOf(id), type, remoteId)?.['entity_id'] : undefined
      const isAlias = first !== undefined && first !== id
      insert.run(id, accountOf(id), isAlias ? COMPANY_ALIAS : type, remoteId)
    },
    isOurs: (contact) => byRemote.get(contact.accountId, 'contact', contact.remoteId) !== undefined,
    adoptContact: (contact) => ({
      ...contact,
      id: adopt('contact', contact.id),
      fields: { ...contact.fields, companyIds: contact.fields.companyIds.map((id) => adopt('company', id)) },
    }),
    adoptContactId: (id) => adopt('contact', id),
    // No record of a company begins here, whatever was named here.
    isOurNeighbour: ({ accountId, kind, remoteId: id }) =>
      kind !== 'company' && byRemote.get(accountId, kind, id) !== undefined,
    adoptNeighbour: (neighbour) => ({
      ...withAbout(neighbour, { contact: adoptContact, company: (id) => adopt('company', id) }),
      id: adoptRecord(neighbour.kind, neighbour.id),
    }),
    adoptNeighbourId: (id) => adoptRecord(kindOf(id), id),
    adoptNeighbourEdit: ({ edit, mutationIds, steps }) => ({
      edit: adoptInNeighbour(edit),
      mutationIds,
      steps: steps.map(adoptInNeighbour),
    }),
    adoptCompany: (company) => ({ ...company, id: adopt('company', company.id) }),
    adoptEdit: ({ edit, mutationIds, steps }) => ({ edit: adoptIn(edit), mutationIds, steps: steps.map(adoptIn) }),
  }
}
