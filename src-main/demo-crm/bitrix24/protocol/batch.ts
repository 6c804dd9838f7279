import { methods } from '../methods.ts'
import type { MethodCall } from '../portal.ts'
import { resolveReferences } from './batch-references.ts'
import { inOrder } from './command-order.ts'
import { asFlag, asMap, asText, parseCommandQuery, pick, without } from './parameters.ts'
import { isOfVendor, notEmulatedError } from './not-emulated.ts'
import { phpMap } from './php-json.ts'
import { argumentError, RestError } from './rest-error.ts'
import { runMethod } from './run-method.ts'

const MAX_COMMANDS = 50

/** What `batch` answers: five maps by the keys of the commands, each of them `[]` when it is empty. */
export type BatchResult = Readonly<
  Record<'result' | 'result_error' | 'result_total' | 'result_next' | 'result_time', unknown>
>

/**
 * batch: up to 50 commands in their order, each of which may refer to the results of earlier ones.
 * @param order keys of the commands as they were sent
 * @source https://apidocs.bitrix24.com/settings/how-to-call-rest-api/batch.html
 */
export function runBatch(call: MethodCall, order: () => readonly string[]): BatchResult {
  const commands = asMap(pick(call.params, 'cmd', 'CMD'))
  if (commands === undefined)
    throw argumentError('Invalid value {null} to match with parameter {cmd}. Should be value of type array.', 'cmd')
  const isHalting = asFlag(pick(call.params, 'halt', 'HALT'))
  const results = new Map<string, unknown>()
  const errors = new Map<string, unknown>()
  const totals = new Map<string, unknown>()
  const nexts = new Map<string, unknown>()
  const times = new Map<string, unknown>()
  for (const [index, [key, command]] of inOrder(commands, order()).entries()) {
    try {
      if (index >= MAX_COMMANDS) throw new RestError('Max batch length exceeded', 'ERROR_BATCH_LENGTH_EXCEEDED')
      const { result, total, next, time } = runCommand(call, asText(command) ?? '', results)
      results.set(key, result)
      if (total !== undefined) totals.set(key, total)
      if (next !== undefined) nexts.set(key, next)
      times.set(key, time)
    } catch (error) {
      if (!(error instanceof RestError)) throw error
      errors.set(key, error.toBody())
      if (isHalting) break
    }
  }
  return {
    result: phpMap(results),
    result_error: phpMap(errors),
    result_total: phpMap(totals),
    result_next: phpMap(nexts),
    result_time: phpMap(times),
  }
}

function runCommand(outer: MethodCall, command: string, results: ReadonlyMap<string, unknown>) {
  const [path = '', ...rest] = command.split('?')
  const method = path.trim().replace(/^\//, '').toLowerCase()
  if (method === 'batch')
    throw new RestError('Method is not allowed for batch usage', 'ERROR_BATCH_METHOD_NOT_ALLOWED', 405)
  if (!methods.has(method) && isOfVendor(method)) throw notEmulatedError(method)
  if (!methods.has(method)) throw new RestError('Method not found!', 'ERROR_METHOD_NOT_FOUND', 404)
  const written = parseCommandQuery(rest.join('?'))
  const isLenient = outer.portal.switches().missingReference === 'empty'
  const { start, auth_connector: connector, ...resolved } = resolveReferences(written, results, isLenient)
  const params = without(resolved, 'auth')
  return runMethod(method, { ...outer, params, start, connector: asText(connector) ?? outer.connector })
}
