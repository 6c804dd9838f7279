import { fieldOwners, type FieldOption, type FieldOwner, type FurtherOwner } from '#shared/domain/directory.ts'
import { remoteIdOf, type FieldId } from '#shared/domain/ids.ts'
import { CallRefusal, type Command } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { families, type Family } from './families.ts'
import { toFieldFacts, type FieldFacts, type FieldSources } from './field-facts.ts'
import type { Zone } from './field-values.ts'
import { linkFieldsOf, linkKinds, toLinkFacts, type LinkFacts, type LinkKind } from './link-fields.ts'
import { parseResult } from './parse-result.ts'
import { answerOf, readAll } from './run-commands.ts'
import { entriesOf, offsetOf, textOf } from './scalars.ts'
import { pullUsers } from './users.ts'
import { FieldWire, listOfRows, StatusWire, UserFieldWire } from './wire.ts'

/** The fields of one kind of records. */
export interface Form {
  /** All but the one that keeps tags, in the order of the card. */
  readonly fields: ReadonlyMap<FieldId, FieldFacts>
  /** All that its people have made, by the vendor's own account. */
  readonly userFields: readonly UserFieldWire[]
}

/** The form of contacts as the portal last described it, those of companies and sales, and in which zone its server writes moments. */
export interface Catalog extends Form, Zone {
  /** The field that keeps tags of contacts, if there is one. */
  readonly tagField: FieldId | null
  /** What people call it. */
  readonly tagFieldName: string | null
  readonly further: Readonly<Record<FurtherOwner, Form>>
  /** What links can be told. */
  readonly links: Readonly<Record<LinkKind, LinkFacts>>
}

/** The fields of such records. */
export const formOf = (catalog: Catalog, owner: FieldOwner): Form =>
  owner === 'contact' ? catalog : catalog.further[owner]

/** Describes contacts, companies and sales; asked anew only when it has to be. */
export interface FieldCatalog {
  /** As it was last told. */
  current(signal: AbortSignal): Promise<Catalog>
  /** As it is now. */
  refresh(signal: AbortSignal): Promise<Catalog>
  /** One that knows these fields, of whatever they are, if the portal has them. */
  covering(ids: readonly FieldId[], signal: AbortSignal): Promise<Catalog>
  /** Forgets what it was told: the form has just been changed. */
  forget(): void
}

/** Marks the field that keeps tags, for every colleague who uses the same program. */
export const TAG_FIELD_MARK = 'kartoteka-tags'

const fieldsOf = ({ owner, method }: Family): Command => ({
  ...{ name: `${owner}_fields`, method: `${method}.fields`, params: {} },
})
const userFieldsOf = ({ owner, method }: Family): Command => ({
  ...{ name: `${owner}_user`, method: `${method}.userfield.list`, params: {} },
})
const STATUSES: Command = { name: 'statuses', method: 'crm.status.list', params: { order: { SORT: 'ASC' } } }
const CLOCK: Command = { name: 'clock', method: 'server.time', params: {} }

/** Asks the portal when it is first needed. */
export function createFieldCatalog(context: Bitrix24Context): FieldCatalog {
  let known: Promise<Catalog> | null = null

  function refresh(signal: AbortSignal): Promise<Catalog> {
    const asked = readCatalog(context, signal)
    known = asked
    // What failed is not remembered: whoever comes next asks again.
    asked.catch(() => {
      if (known === asked) known = null
    })
    return asked
  }

  async function current(signal: AbortSignal): Promise<Catalog> {
    const before = known
    if (before === null) return refresh(signal)
    // Somebody else may have asked, and given up: that is no reason to fail here.
    return before.catch(() => refresh(signal))
  }

  return {
    current,
    refresh,
    async covering(ids, signal) {
      const catalog = await current(signal)
      return ids.every((id) => isKnown(catalog, id)) ? catalog : refresh(signal)
    },
    forget() {
      known = null
    },
  }
}

const isKnown = (catalog: Catalog, id: FieldId): boolean =>
  fieldOwners.some((owner) => formOf(catalog, owner).fields.has(id))

/** One request for all forms. */
async function readCatalog(context: Bitrix24Context, signal: AbortSignal): Promise<Catalog> {
  const asked = fieldOwners.flatMap((owner) => [fieldsOf(families[owner]), userFieldsOf(families[owner])])
  const ofLinks = linkKinds.map(linkFieldsOf)
  const [directories, clock, ...told] = await readAll(context, [STATUSES, CLOCK, ...asked, ...ofLinks], signal)
  const [company, deal, lead] = told.slice(asked.length).map(toLinkFacts)
  const described = fieldOwners.map((owner, at) => describe(families[owner], told[2 * at], told[2 * at + 1]))
  const shared = {
    statuses: await readStatuses(context, directories, signal),
    people: described.some(namesPeople) ? await readPeople(context, signal) : [],
  }
  const forms = new Map(described.map((one) => [one.family.owner, toForm(one, shared)]))
  const contact = forms.get('contact') ?? noForm
  const tagField = [...contact.fields.values()].find(({ xmlId }) => xmlId === TAG_FIELD_MARK)
  const canKeepTags = tagField?.kind === 'texts'
  return {
    fields: new Map([...contact.fields].filter(([, field]) => field !== tagField)),
    userFields: contact.userFields,
    tagField: canKeepTags ? tagField.id : null,
    tagFieldName: canKeepTags ? tagField.name : null,
    further: {
      company: forms.get('company') ?? noForm,
      ...{ deal: forms.get('deal') ?? noForm, lead: forms.get('lead') ?? noForm },
    },
    links: {
      company: company ?? toLinkFacts(undefined),
      deal: deal ?? toLinkFacts(undefined),
      lead: lead ?? toLinkFacts(undefined),
    },
    offsetMinutes: offsetOf(textOf(answerOf(clock, CLOCK.method).result)),
  }
}

const noForm: Form = { fields: new Map(), userFields: [] }

/** What the portal says of one kind. */
interface Described extends Pick<FieldSources, 'fields' | 'userFields'> {
  readonly family: Family
}

type Told = Parameters<typeof answerOf>[0]

/**
 * Whoever may not read contacts may not read what was made of their form either: it is then that of every portal. Of all others
 * there is none where the portal tells none.
 */
function describe(family: Family, told: Told, own: Told): Described {
  const { method } = fieldsOf(family)
  const isNone = family.owner !== 'contact' && told?.kind === 'refused'
  const described = isNone ? [] : entriesOf(answerOf(told, method).result)
  const ofUsers = userFieldsOf(family).method
  return {
    family,
    fields: described.map(([name, wire]) => [name, parseResult(FieldWire, wire, method)] as const),
    userFields:
      own?.kind === 'refused' ? [] : parseResult(listOfRows(UserFieldWire), answerOf(own, ofUsers).result, ofUsers),
  }
}

const namesPeople = ({ fields }: Described): boolean => fields.some(([, { type }]) => type === 'employee')

function toForm({ family, fields, userFields }: Described, shared: Pick<FieldSources, 'statuses' | 'people'>): Form {
  const facts = toFieldFacts(family, { fields, userFields, ...shared }).toSorted((a, b) => a.sort - b.sort)
  return { fields: new Map(facts.map((field) => [field.id, field])), userFields }
}

/** Colleagues by the vendor's number of them. */
async function readPeople(context: Bitrix24Context, signal: AbortSignal): Promise<readonly FieldOption[]> {
  const users = await pullUsers(context, signal)
  return users.flatMap(({ id, name }) => {
    const remoteId = remoteIdOf(id)
    return remoteId === null ? [] : [{ id: remoteId, value: name }]
  })
}

/** Where the directories are not for this user, a choice is shown by its id. */
async function readStatuses(
  { api }: Bitrix24Context,
  first: Parameters<typeof answerOf>[0],
  signal: AbortSignal,
): Promise<readonly StatusWire[]> {
  if (first?.kind === 'refused') return []
  let answer = answerOf(first, STATUSES.method)
  const rows = [...parseResult(listOfRows(StatusWire), answer.result, STATUSES.method)]
  while (answer.next !== null) {
    answer = await api
      .call(STATUSES.method, { ...STATUSES.params, start: answer.next }, signal)
      .catch((error: unknown) => {
        if (error instanceof CallRefusal) return { ...answer, result: [], next: null }
        throw error
      })
    rows.push(...parseResult(listOfRows(StatusWire), answer.result, STATUSES.method))
  }
  return rows
}
