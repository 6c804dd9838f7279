import { CONTACT_COMPANIES } from '#demo-crm/bitrix24/crm/bind-records.ts'
import { ACTIVITY, COMMENT, COMPANY, CONTACT } from '#demo-crm/bitrix24/crm/entities.ts'
import type { FieldValue, Item } from '#demo-crm/bitrix24/store/item-store.ts'
import type { PortalStore } from '#demo-crm/bitrix24/store/portal-store.ts'
import type { UserField } from '#demo-crm/bitrix24/store/portal-rows.ts'
import type { CrmContact } from './crm.ts'
import type { CrmNeighbour } from './neighbours.ts'
import { portalPlaces } from './named-fields.ts'

/** The field that keeps tags; its mark is how connectors know it. */
export const TAGS = 'UF_CRM_SIM_TAGS'

const textOf = (value: FieldValue | undefined): string => (typeof value === 'string' ? value : '')
const listOf = (value: FieldValue | undefined): readonly string[] =>
  typeof value === 'string' ? [value] : (value ?? [])

/** A user field of contacts, if it is still there. */
export const fieldNamed = ({ userFields }: PortalStore, name: string): UserField | undefined =>
  userFields.all().find(({ fieldName, entityId }) => fieldName === name && entityId === 'CRM_CONTACT')

/** All of one kind, by id. */
export const itemsOf = ({ items }: PortalStore, type: number): readonly Item[] =>
  items.list({ type, conditions: [], order: [], limit: -1, offset: 0 })

/** All contacts, in words that need no mapping. What a removed field or option has left behind is seen by nobody. */
export function contactsIn(
  data: PortalStore,
  namesOf: (companyId: number) => readonly string[],
): readonly CrmContact[] {
  const isThere = new Map(Object.values(portalPlaces).map((name) => [name, fieldNamed(data, name)]))
  const options = (isThere.get(portalPlaces.source)?.options ?? []).map(({ id }) => String(id))
  return itemsOf(data, CONTACT).map(({ id, fields }): CrmContact => {
    const reach = data.multifields.of(CONTACT, id)
    const valuesOf = (type: string) => reach.filter(({ typeId }) => typeId === type).map(({ value }) => value)
    // The main one first, the others in their order.
    const companies = data.bindings
      .of(CONTACT_COMPANIES, id)
      .toSorted((one, other) => Number(other.isPrimary) - Number(one.isPrimary))
      .map(({ childId }) => childId)
    const source = textOf(fields[portalPlaces.source])
    return {
      ...{ id, isTrashed: false, firstName: textOf(fields['NAME']), lastName: textOf(fields['LAST_NAME']) },
      ...{ responsible: Number(textOf(fields['ASSIGNED_BY_ID'])), company: companies[0] ?? null, companies },
      companyNames: companies.flatMap(namesOf),
      ...{ phones: valuesOf('PHONE'), emails: valuesOf('EMAIL') },
      tags: [...new Set(listOf(fields[TAGS]))].sort(),
      note: isThere.get(portalPlaces.note) === undefined ? '' : textOf(fields[portalPlaces.note]),
      source: options.includes(source) ? source : '',
      interests: [...listOf(fields[portalPlaces.interests])].sort(),
      ...{ address: [], firm: [], orders: textOf(fields[portalPlaces.orders]) },
    }
  })
}

/** Comments and activities of contacts. */
export const neighboursOf = (data: PortalStore): readonly CrmNeighbour[] =>
  [COMMENT, ACTIVITY].flatMap((type) =>
    itemsOf(data, type)
      .filter(({ ownerType }) => ownerType === CONTACT)
      .map(({ id, ownerId, fields }): CrmNeighbour => {
        const about = { id, contactId: ownerId ?? 0 }
        if (type === COMMENT)
          return { kind: 'note', ...about, text: textOf(fields['COMMENT']), isDone: false, typeId: null }
        const isDone = fields['COMPLETED'] === 'Y'
        return { kind: 'task', ...about, text: textOf(fields['SUBJECT']), isDone, typeId: textOf(fields['TYPE_ID']) }
      }),
  )

/** Companies that are there. */
export const companyIdsIn = (data: PortalStore): readonly number[] => itemsOf(data, COMPANY).map(({ id }) => id)

/** User fields that the portal's own seed lacks: a text, and several texts for tags. */
export function addFields({ userFields }: PortalStore): void {
  const [like] = userFields.all()
  if (like === undefined) throw new Error('the portal has no user field to take after')
  const blank = { ...like, entityId: 'CRM_CONTACT', typeId: 'string', options: [], settings: {} }
  const note = { fieldName: portalPlaces.note, xmlId: null, isMultiple: false }
  userFields.put({ ...blank, ...note, id: userFields.nextId() })
  userFields.put({
    ...blank,
    ...{ fieldName: TAGS, xmlId: 'kartoteka-tags', isMultiple: true, id: userFields.nextId() },
  })
}
