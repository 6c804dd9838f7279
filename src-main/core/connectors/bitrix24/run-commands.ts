import { AppError } from '#shared/errors/app-error.ts'
import { MAX_COMMANDS, type Answer, type Command, type CommandOutcome } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { restingFailure } from './method-pauses.ts'
import { failureOfRefusal } from './refusals.ts'

/** Any number of commands that read, in as many requests as it takes; none refers to another. In their order. */
export async function readAll(
  { api }: Bitrix24Context,
  commands: readonly Command[],
  signal: AbortSignal,
  queue?: string,
): Promise<readonly CommandOutcome[]> {
  const outcomes: CommandOutcome[] = []
  for (let at = 0; at < commands.length; at += MAX_COMMANDS) {
    const part = commands.slice(at, at + MAX_COMMANDS)
    const outcome = await api.batch(part, { halt: false, ...(queue === undefined ? {} : { queue }) }, signal)
    outcomes.push(...part.map(({ name }): CommandOutcome => outcome.get(name) ?? { kind: 'not-run' }))
  }
  return outcomes
}

/** @throws {AppError} what it was refused for; `rate-limited` where it has not run */
export function answerOf(outcome: CommandOutcome | undefined, method: string): Answer {
  if (outcome?.kind === 'answered') return outcome.answer
  if (outcome?.kind === 'refused') throw failureOfRefusal(method, outcome.refusal)
  throw notRun(method, outcome?.restMs)
}

/** A method that has used up its time runs again later: nothing was carried out. @param restMs where it is known when */
export const notRun = (method: string, restMs?: number): AppError =>
  restMs === undefined
    ? new AppError('rate-limited', `${method} has not run`, { details: { method, reached: false } })
    : restingFailure(method, restMs)
