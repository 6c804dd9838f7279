import { normalizeForSearch, phoneDigits } from './search-text.ts'
import type { EntityName } from './records.ts'
import type { SqlParam } from './sql.ts'

/** Columns that a list may be filtered or ordered by. */
export type ListColumn =
  | 'id'
  | 'name'
  | 'created_by'
  | 'updated_by'
  | 'responsible_user_id'
  | 'created_at'
  | 'updated_at'
  | 'closest_task_at'
  | 'price'
  | 'closed_at'
  | 'pipeline_id'

/** Columns that only deals have stand inside their details. */
const EXPRESSIONS: Partial<Record<ListColumn, string>> = {
  price: `details ->> '$.deal.price'`,
  closed_at: `details ->> '$.deal.closedAt'`,
  pipeline_id: `details ->> '$.deal.pipelineId'`,
}

export type Range = { readonly from?: number; readonly to?: number; readonly isExclusive?: boolean }

/** One thing that listed records have in common. */
export type Condition =
  | { readonly kind: 'in'; readonly column: ListColumn; readonly values: readonly (string | number)[] }
  | { readonly kind: 'range'; readonly column: ListColumn; readonly range: Range }
  | { readonly kind: 'text'; readonly text: string }
  /** Deals in one of these stages. */
  | { readonly kind: 'stages'; readonly stages: readonly { readonly pipelineId: number; readonly stageId: number }[] }
  /** Records that one of these users answers for, or which are linked to a deal that one of them answers for. */
  | { readonly kind: 'owned'; readonly userIds: readonly number[]; readonly orLinked: boolean }
  /** Records that were accepted; those that still wait are left out. */
  | { readonly kind: 'sorted' }
  /** Records that came in by themselves and that nobody has accepted. */
  | { readonly kind: 'unsorted' }
  | { readonly kind: 'field-in'; readonly fieldId: number; readonly values: readonly string[] }
  | { readonly kind: 'field-range'; readonly fieldId: number; readonly range: Range }

export type ListOrder = { readonly column: ListColumn; readonly direction: 'asc' | 'desc' }

/** A window of the records that meet all conditions. */
export type ListQuery = {
  readonly trashed: boolean
  readonly conditions: readonly Condition[]
  readonly order: readonly ListOrder[]
  readonly limit: number
  readonly offset: number
}

type Clause = { readonly sql: string; readonly params: readonly SqlParam[] }

/** Turns a list query into the parts of a statement. Values travel as parameters, so the statements stay few. */
export function compileListQuery(
  entity: EntityName,
  query: ListQuery,
): { where: string; order: string; params: SqlParam[] } {
  const clauses = query.conditions.map((condition) => compileCondition(entity, condition))
  const last = query.order.at(-1)
  // Ids break ties, so that pages neither repeat nor skip a record. Same direction: the index then serves the order.
  const order = [...query.order, { column: 'id', direction: last?.direction ?? 'asc' } as const]
  return {
    where: [`trashed = ${query.trashed ? 1 : 0}`, ...clauses.map((clause) => clause.sql)].join(' AND '),
    order: order.map(({ column, direction }) => `${expressionOf(column)} ${direction}`).join(', '),
    params: clauses.flatMap((clause) => clause.params),
  }
}

function compileCondition(entity: EntityName, condition: Condition): Clause {
  switch (condition.kind) {
    case 'in':
      return {
        sql: `${expressionOf(condition.column)} IN (SELECT value FROM json_each(?))`,
        params: [JSON.stringify(condition.values)],
      }
    case 'range':
      return compileRange(expressionOf(condition.column), condition.range)
    case 'stages':
      return {
        sql: `(details ->> '$.deal.pipelineId') || ':' || (details ->> '$.deal.stageId') IN (SELECT value FROM json_each(?))`,
        params: [JSON.stringify(condition.stages.map(({ pipelineId, stageId }) => `${pipelineId}:${stageId}`))],
      }
    case 'owned':
      return compileOwned(entity, condition.userIds, condition.orLinked)
    case 'sorted':
      return { sql: `details ->> '$.isUnsorted' IS NOT 1`, params: [] }
    case 'unsorted':
      return { sql: `details ->> '$.isUnsorted' IS 1`, params: [] }
    case 'text':
      return compileText(entity, condition.text)
    case 'field-in':
      return {
        sql: `EXISTS (SELECT 1 FROM json_each(fields, ?) AS v WHERE CAST(coalesce(v.value ->> 'enumId', v.value ->> 'value')
          AS TEXT) IN (SELECT value FROM json_each(?)) OR CAST(v.value ->> 'value' AS TEXT) IN (SELECT value FROM json_each(?)))`,
        params: [fieldPath(condition.fieldId), JSON.stringify(condition.values), JSON.stringify(condition.values)],
      }
    case 'field-range': {
      const range = compileRange(`CAST(v.value ->> 'value' AS REAL)`, condition.range)
      return {
        sql: `EXISTS (SELECT 1 FROM json_each(fields, ?) AS v WHERE ${range.sql})`,
        params: [fieldPath(condition.fieldId), ...range.params],
      }
    }
  }
}

function expressionOf(column: ListColumn): string {
  return EXPRESSIONS[column] ?? column
}

/** Deals reach contacts by their links, companies by their own column. */
function compileOwned(entity: EntityName, userIds: readonly number[], orLinked: boolean): Clause {
  const owners = JSON.stringify(userIds)
  const own = 'responsible_user_id IN (SELECT value FROM json_each(?))'
  if (!orLinked || entity === 'deals' || entity === 'customers') return { sql: own, params: [owners] }
  const deals = `SELECT id FROM deals WHERE trashed = 0 AND ${own}`
  const linked =
    entity === 'contacts'
      ? `SELECT contact_id FROM contact_links WHERE entity = 'deals' AND entity_id IN (${deals})`
      : `SELECT company_id FROM deals WHERE company_id IS NOT NULL AND trashed = 0 AND ${own}`
  return { sql: `(${own} OR id IN (${linked}))`, params: [owners, owners] }
}

function compileRange(expression: string, { from, to, isExclusive = false }: Range): Clause {
  const parts: Clause[] = [{ sql: '1', params: [] }]
  if (from !== undefined) parts.push({ sql: `${expression} ${isExclusive ? '>' : '>='} ?`, params: [from] })
  if (to !== undefined) parts.push({ sql: `${expression} ${isExclusive ? '<' : '<='} ?`, params: [to] })
  return { sql: parts.map((part) => part.sql).join(' AND '), params: parts.flatMap((part) => part.params) }
}

/** Every word must occur somewhere in the record; something typed like a phone is looked for by its digits too. */
function compileText(entity: EntityName, text: string): Clause {
  const words = normalizeForSearch(text).split(' ').filter(Boolean)
  const digits = phoneDigits(text)
  const all = words.map(() => 'instr(text, ?) > 0').join(' AND ') || '1'
  const sql = digits === undefined ? all : `((${all}) OR instr(text, ?) > 0)`
  return {
    sql: `id IN (SELECT id FROM ${entity}_search WHERE ${sql})`,
    params: digits === undefined ? words : [...words, digits],
  }
}

function fieldPath(fieldId: number): string {
  return `$."${fieldId}"`
}
