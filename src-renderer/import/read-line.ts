import { composeName, emptyContactFields, type ContactFields, type ContactPoint } from '#shared/domain/contact.ts'
import type { FieldDefinition, User } from '#shared/domain/directory.ts'
import type { UserId } from '#shared/domain/ids.ts'
import { foldName } from '#shared/domain/same-text.ts'
import { emailWarning, phoneWarning } from '#renderer/composables/soft-warnings.ts'
import { definitionFor, type ImportTarget, type OwnTarget } from './import-target.ts'
import { kindOfColumn } from './match-columns.ts'
import { piecesOf, readCustom, type CellFault } from './read-custom.ts'
import type { DayOrder } from './read-day.ts'
import type { TableLine } from './read-table.ts'

/** A column of the table as the user has it. */
export interface ImportColumn {
  readonly name: string
  readonly target: ImportTarget
  readonly dayOrder: DayOrder
}

/** What all lines of a table are read with. */
export interface ImportPlan {
  readonly columns: readonly ImportColumn[]
  readonly definitions: readonly FieldDefinition[]
  readonly users: readonly User[]
  readonly phoneKinds: readonly string[]
  readonly emailKinds: readonly string[]
  /** For whom the table names nobody. */
  readonly responsibleId: UserId | null
  /** Beside those of the table. */
  readonly tags: readonly string[]
}

/** Why a line cannot be taken as it is. `beyond`: a value in no column; `nobody`: nothing to find the contact by. */
export interface LineFault {
  /** Place of the column from 0; `null` for the line as a whole. */
  readonly column: number | null
  readonly kind: CellFault | 'user' | 'beyond' | 'quotes' | 'nobody'
  readonly typed: string
}

/** A contact as a line tells it. The company goes by its name. */
export interface ImportDraft {
  readonly fields: ContactFields
  readonly companyName: string
}

/** A line that was read: what it makes, and what is wrong or only odd about it. */
export interface ReadLine {
  readonly line: number
  readonly cells: readonly string[]
  readonly draft: ImportDraft
  /** With any of these it is not taken. */
  readonly faults: readonly LineFault[]
  /** Phones and e-mails that look odd; the CRM takes what people write, and so they go along. */
  readonly odd: readonly string[]
}

interface Gathered {
  name: string
  firstName: string
  lastName: string
  company: string
  responsibleId: UserId | null
  readonly phones: ContactPoint[]
  readonly emails: ContactPoint[]
  readonly tags: string[]
  readonly custom: Record<string, ContactFields['custom'][keyof ContactFields['custom']]>
  readonly faults: LineFault[]
}

/** Reads one line. A cell that makes no sense makes the line faulty: nothing of it is left out or guessed. */
export function readLine({ line, cells, isBroken }: TableLine, plan: ImportPlan): ReadLine {
  const got: Gathered = {
    ...{ name: '', firstName: '', lastName: '', company: '', responsibleId: plan.responsibleId },
    ...{ phones: [], emails: [], tags: [...plan.tags], custom: {}, faults: [] },
  }
  if (isBroken) got.faults.push({ column: null, kind: 'quotes', typed: '' })
  for (const [at, cell] of cells.entries()) {
    const [typed, column] = [cell.trim(), plan.columns[at]]
    if (typed === '') continue
    if (column === undefined) got.faults.push({ column: at, kind: 'beyond', typed })
    else readCell(typed, column, at, plan, got)
  }
  const draft = toDraft(got)
  const isNobody = [draft.fields.name, draft.companyName, ...pointsOf(draft)].every((text) => text === '')
  if (isNobody && got.faults.length === 0) got.faults.push({ column: null, kind: 'nobody', typed: '' })
  return { line, cells, draft, faults: got.faults, odd: oddOf(got) }
}

function readCell(typed: string, column: ImportColumn, at: number, plan: ImportPlan, got: Gathered): void {
  const { target, name, dayOrder } = column
  const definition = definitionFor(target, plan.definitions)
  if (definition !== undefined) {
    const read = readCustom(typed, definition, dayOrder)
    if ('fault' in read) got.faults.push({ column: at, kind: read.fault, typed })
    else got.custom[definition.id] = read.items
    return
  }
  const take: Readonly<Record<OwnTarget, () => void>> = {
    name: () => (got.name = typed),
    firstName: () => (got.firstName = typed),
    lastName: () => (got.lastName = typed),
    company: () => (got.company = typed),
    phones: () => addPoints(got.phones, piecesOf(typed, /[,;\n]/u), kindOfColumn(name, plan.phoneKinds)),
    emails: () => addPoints(got.emails, emailsIn(typed), kindOfColumn(name, plan.emailKinds)),
    tags: () => got.tags.push(...piecesOf(typed, /[,;\n]/u)),
    responsible() {
      const user = plan.users.find((one) => foldName(one.name) === foldName(typed))
      if (user === undefined) got.faults.push({ column: at, kind: 'user', typed })
      else got.responsibleId = user.id
    },
  }
  if (target in take) take[target as OwnTarget]()
}

/** Spaces part addresses where each part looks like one. */
function emailsIn(typed: string): readonly string[] {
  const words = piecesOf(typed, /[,;\s]/u)
  return words.every((word) => word.includes('@')) ? words : piecesOf(typed, /[,;\n]/u)
}

function addPoints(points: ContactPoint[], values: readonly string[], kind: string): void {
  for (const value of values) if (!points.some((point) => point.value === value)) points.push({ value, kind })
}

/** A column of whole names stands beside one of first or last names where somebody kept both: the parts count then. */
function toDraft(got: Gathered): ImportDraft {
  const { company: companyName, responsibleId, firstName, lastName, phones, emails, custom } = got
  const composed = composeName(got.firstName, got.lastName)
  const tags = got.tags.filter((tag, at, all) => all.findIndex((one) => foldName(one) === foldName(tag)) === at)
  const own = { firstName, lastName, phones, emails, responsibleId, custom, tags }
  return { fields: { ...emptyContactFields, ...own, name: composed || got.name }, companyName }
}

const pointsOf = ({ fields }: ImportDraft): readonly string[] =>
  [...fields.phones, ...fields.emails].map(({ value }) => value)

const oddOf = ({ phones, emails }: Gathered): readonly string[] => [
  ...phones.map(({ value }) => value).filter((value) => phoneWarning(value) !== null),
  ...emails.map(({ value }) => value).filter((value) => emailWarning(value) !== null),
]
