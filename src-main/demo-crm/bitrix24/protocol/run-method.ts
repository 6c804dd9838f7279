import { methods } from '../methods.ts'
import type { Caller, Method, MethodCall } from '../portal.ts'
import { RestError } from './rest-error.ts'
import { timeBlock } from './time-block.ts'

/** A method's answer, or that of one command of a batch. */
export type MethodAnswer = {
  readonly result: unknown
  readonly next?: number
  readonly total?: number
  readonly time: Readonly<Record<string, unknown>>
}

/**
 * Runs a method that the caller may run: scope, then budget of work, then the method, all of it or nothing of it.
 * @throws {RestError}
 */
export function runMethod(name: string, call: MethodCall): MethodAnswer {
  const method = methods.get(name)
  if (method === undefined) throw new RestError('Method not found!', 'ERROR_METHOD_NOT_FOUND', 404)
  const { portal, caller } = call
  mustHaveScope(method, call)
  const { operatingLimit, operatingSeconds } = portal.switches()
  if (portal.operating.isBlocked(budgetOf(caller), name, operatingLimit)) {
    throw new RestError('Method is blocked due to operation time limit.', 'OPERATION_TIME_LIMIT', 429)
  }
  const startedAt = portal.clock()
  const { result, total, next } = portal.shared.transaction(() => method.run(call))
  const operating = portal.operating.charge(budgetOf(caller), name, operatingSeconds)
  return {
    result,
    ...(next === undefined ? {} : { next }),
    ...(total === undefined ? {} : { total }),
    time: timeBlock(portal, startedAt, operating),
  }
}

function mustHaveScope({ scopes }: Method, { portal, caller }: MethodCall): void {
  if (scopes.length === 0 || scopes.some((scope) => caller.scopes.includes(scope))) return
  const { insufficientScopeStatus: status } = portal.switches()
  const text = 'The request requires higher privileges than provided by the access token'
  throw new RestError(text, 'insufficient_scope', status)
}

/** All users of the application share its budget; each webhook has its own. */
function budgetOf({ kind, credential }: Caller): string {
  return kind === 'app' ? 'app' : credential
}
