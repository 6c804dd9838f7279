import { remoteIdOf, toCompanyRecordId, toEntityId, type AccountId, type CompanyId } from '#shared/domain/ids.ts'
import type { CompanyFields, Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { toRemoteId, toUserId } from './contact-context.ts'
import { toCustom } from './custom-values.ts'
import { families } from './families.ts'
import type { Form } from './field-catalog.ts'
import { toPoints } from './mapping.ts'
import type { SaleOut } from './sale-words.ts'
import type { CompanyRecordWire } from './wire.ts'

const { company: family } = families

/** A company as the CRM tells it. @param form what of its row are fields of the form */
export function toCompanyRecord(
  wire: CompanyRecordWire,
  form: Pick<Form, 'fields'>,
  accountId: AccountId,
): RemoteNeighbour {
  const remoteId = toRemoteId(wire.ID)
  return {
    ...{ kind: 'company', id: toCompanyRecordId(accountId, remoteId), remoteId, accountId },
    fields: {
      companyId: toEntityId<CompanyId>(accountId, remoteId),
      ...{ name: wire.TITLE, responsibleId: toUserId(accountId, wire.ASSIGNED_BY_ID) },
      ...{ phones: toPoints(wire.PHONE), emails: toPoints(wire.EMAIL), custom: toCustom(wire, form) },
    },
    ...{ createdAt: wire.DATE_CREATE ?? wire.DATE_MODIFY, createdBy: toUserId(accountId, wire.CREATED_BY_ID) },
    ...{ updatedAt: wire.DATE_MODIFY, updatedBy: toUserId(accountId, wire.MODIFY_BY_ID) },
  }
}

const nothing = { name: '', responsibleId: null }

/** A company is asked of companies alone. */
const fieldsOf = (record: Neighbour): Pick<CompanyFields, 'name' | 'responsibleId'> =>
  record.kind === 'company' ? record.fields : nothing

/** What of its own fields is told, beside how it is reached and the fields of the form. */
export function toCompanyOut(record: Neighbour, wanted: readonly string[]): SaleOut {
  const { name, responsibleId } = fieldsOf(record)
  return {
    ...(wanted.includes('name') ? { TITLE: name } : {}),
    ...(wanted.includes('responsibleId') && responsibleId !== null
      ? { ASSIGNED_BY_ID: remoteIdOf(responsibleId) }
      : {}),
  }
}

/** What the vendor's names mean here. */
export const companyNames = {
  family,
  names: { TITLE: 'name', ASSIGNED_BY_ID: 'responsibleId', PHONE: 'phones', EMAIL: 'emails' },
} as const
