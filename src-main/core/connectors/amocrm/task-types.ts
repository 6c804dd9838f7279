import * as v from 'valibot'
import type { TaskType } from '#shared/domain/directory.ts'
import type { AmocrmContext } from './context.ts'

/** As `wire.ts`: strict in ids, tolerant in the rest. */
const TaskTypesWire = v.object({
  _embedded: v.nullish(
    v.object({
      task_types: v.nullish(
        v.array(v.object({ id: v.pipe(v.number(), v.integer(), v.minValue(1)), name: v.nullish(v.string()) })),
      ),
    }),
  ),
})

/**
 * The types of tasks that an account has, in the vendor's order; those without a name nobody could choose.
 * @source https://developers.kommo.com/reference/account-parameters
 */
export async function pullTaskTypes(context: AmocrmContext, signal: AbortSignal): Promise<readonly TaskType[]> {
  const query = { with: 'task_types' }
  const answer = await context.http.getJson('/api/v4/account', { query, schema: TaskTypesWire, signal })
  const types = answer?._embedded?.task_types ?? []
  return types.flatMap(({ id, name }, sort) =>
    name ? [{ id: String(id), accountId: context.accountId, name, sort }] : [],
  )
}
