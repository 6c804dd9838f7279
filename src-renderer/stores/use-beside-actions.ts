import type { Json } from '#shared/domain/contact.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { NeighbourConflict } from '#shared/domain/neighbour.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { decide } from '../db/decide.ts'
import { editNeighbourInstead } from '../db/edit-neighbour-instead.ts'
import { undoMutation } from '../db/undo-mutation.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'

/** Decisions about notes, tasks and deals that others changed meanwhile, each with its way back. */
export function useBesideActions() {
  const { context, main } = useServices()
  const outbox = useOutboxStore()

  /** A third value in place of both. @throws {AppError} `storage/failed`, `state/refused` */
  const editBeside = (mutation: Mutation, conflict: NeighbourConflict, to: Json): Promise<void> =>
    outbox.performDecision(async () => {
      const decision = editNeighbourInstead(context, mutation, conflict, to)
      if (decision === null) {
        throw new AppError('state/refused', 'this is no edit of one field', { details: { reason: 'no-such-field' } })
      }
      await decide(context, main, decision)
      const { mutations } = decision
      const takeBack = async () => {
        for (const one of mutations) await undoMutation(context, main, one, new Set())
      }
      return { kind: 'edited', mutations, takeBack }
    })

  return { editBeside }
}
