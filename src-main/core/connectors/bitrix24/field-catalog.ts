import type { FieldOption } from '#shared/domain/directory.ts'
import { remoteIdOf, type FieldId } from '#shared/domain/ids.ts'
import { CallRefusal, type Command } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { toFieldFacts, type FieldFacts } from './field-facts.ts'
import type { Zone } from './field-values.ts'
import { parseResult } from './parse-result.ts'
import { answerOf, readAll } from './run-commands.ts'
import { entriesOf, offsetOf, textOf } from './scalars.ts'
import { pullUsers } from './users.ts'
import { FieldWire, listOfRows, StatusWire, UserFieldWire } from './wire.ts'

/** The form of contacts as the portal last described it, and in which zone its server writes moments. */
export interface Catalog extends Zone {
  /** All but the one that keeps tags, in the order of the card. */
  readonly fields: ReadonlyMap<FieldId, FieldFacts>
  /** The field that keeps tags, if there is one. */
  readonly tagField: FieldId | null
  /** All of them, by the vendor's own account. */
  readonly userFields: readonly UserFieldWire[]
}

/** Describes contacts; asked anew only when it has to be. */
export interface FieldCatalog {
  /** As it was last told. */
  current(signal: AbortSignal): Promise<Catalog>
  /** As it is now. */
  refresh(signal: AbortSignal): Promise<Catalog>
  /** One that knows these fields, if the portal has them. */
  covering(ids: readonly FieldId[], signal: AbortSignal): Promise<Catalog>
  /** Forgets what it was told: the form has just been changed. */
  forget(): void
}

/** Marks the field that keeps tags, for every colleague who uses the same program. */
export const TAG_FIELD_MARK = 'kartoteka-tags'

const FIELDS: Command = { name: 'fields', method: 'crm.contact.fields', params: {} }
const USER_FIELDS: Command = { name: 'user', method: 'crm.contact.userfield.list', params: {} }
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
      return ids.every((id) => catalog.fields.has(id)) ? catalog : refresh(signal)
    },
    forget() {
      known = null
    },
  }
}

async function readCatalog(context: Bitrix24Context, signal: AbortSignal): Promise<Catalog> {
  const [fields, own, directories, clock] = await readAll(context, [FIELDS, USER_FIELDS, STATUSES, CLOCK], signal)
  const described = entriesOf(answerOf(fields, FIELDS.method).result)
  // Whoever may not read contacts may not read this either; their fields are then those of every portal.
  const userFields =
    own?.kind === 'refused'
      ? []
      : parseResult(listOfRows(UserFieldWire), answerOf(own, USER_FIELDS.method).result, USER_FIELDS.method)
  const parsed = described.map(([name, wire]) => [name, parseResult(FieldWire, wire, FIELDS.method)] as const)
  const facts = toFieldFacts({
    fields: parsed,
    userFields,
    statuses: await readStatuses(context, directories, signal),
    people: parsed.some(([, { type }]) => type === 'employee') ? await readPeople(context, signal) : [],
  })
  const tagField = facts.find(({ xmlId }) => xmlId === TAG_FIELD_MARK)
  return {
    fields: new Map(
      facts
        .filter((field) => field !== tagField)
        .sort((a, b) => a.sort - b.sort)
        .map((field) => [field.id, field]),
    ),
    tagField: tagField?.kind === 'texts' ? tagField.id : null,
    userFields,
    offsetMinutes: offsetOf(textOf(answerOf(clock, CLOCK.method).result)),
  }
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
