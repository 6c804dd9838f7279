import { phpList, phpObject, phpString } from '../http/php-query.ts'
import type { PhpObject, PhpValue } from '../http/php-query.ts'
import type { TaskColumn, TaskQuery } from '../store/task-store.ts'
import { entityOf } from './entity-words.ts'
import { readFilter, readOrder, toPhpInt } from './list-parameters.ts'
import type { Switches } from './switches.ts'

/** `task_type` is the manual's name, `task_type_id` that of the vendor's own library. */
const FILTERS: readonly (readonly [name: string, column: TaskColumn])[] = [
  ['id', 'id'],
  ['responsible_user_id', 'responsible_user_id'],
  ['created_by', 'created_by'],
  ['is_completed', 'is_done'],
  ['task_type', 'type_id'],
  ['task_type_id', 'type_id'],
  ['entity_id', 'entity_id'],
]

/** `updated_at` is missing on purpose: the vendor ignores it here. */
const ORDER: Readonly<Record<'created_at' | 'complete_till' | 'id', 'created_at' | 'due_at' | 'id'>> = {
  created_at: 'created_at',
  complete_till: 'due_at',
  id: 'id',
}

/** Reads the parameters of GET /tasks. What the vendor does not know, it ignores. */
export function readTaskQuery(query: PhpObject, switches: Switches): Omit<TaskQuery, 'limit' | 'offset'> {
  const filter = readFilter(query, switches)
  const kinds = phpList(filter['entity_type']).flatMap((name) => entityOf(name) ?? [])
  const order = readOrder(query['order'], ['created_at', 'complete_till', 'id'], [{ column: 'id', direction: 'asc' }])
  return {
    isIn: [
      ...FILTERS.flatMap(([name, column]) => {
        const values = phpList(filter[name])
          .filter((value) => value !== '')
          .map((value) => (value === 'true' ? 1 : toPhpInt(value)))
        return values.length === 0 ? [] : [{ column, values }]
      }),
      ...(kinds.length === 0 ? [] : [{ column: 'entity', values: kinds } as const]),
    ],
    ...readMoment(filter['updated_at']),
    order: order.map(({ column, direction }) => ({ column: ORDER[column], direction })),
  }
}

/** A bare moment begins the span. */
function readMoment(value: PhpValue | undefined): Pick<TaskQuery, 'updatedFrom' | 'updatedTo'> {
  if (typeof value === 'string')
    return { updatedFrom: value === '' ? undefined : toPhpInt(value), updatedTo: undefined }
  const [from, to] = [phpString(phpObject(value)['from']), phpString(phpObject(value)['to'])]
  return { updatedFrom: from ? toPhpInt(from) : undefined, updatedTo: to ? toPhpInt(to) : undefined }
}
