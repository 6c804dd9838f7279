import type { Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { acceptMutation } from './accept-mutation.ts'
import { cancelMutation } from './cancel-mutation.ts'
import type { StoreContext } from './store-context.ts'

/** One action for the user, one mutation for each account: accepted all of them, or none. @throws {AppError} as `acceptMutation` */
export async function acceptTogether(
  context: StoreContext,
  main: Caller<Commands>,
  mutations: readonly Mutation[],
): Promise<readonly Mutation[]> {
  const accepted: Mutation[] = []
  for (const mutation of mutations) {
    try {
      accepted.push(await acceptMutation(context, main, mutation))
    } catch (error) {
      // What another account has taken already goes back.
      for (const { id } of accepted) await cancelMutation(context, main, id)
      throw error
    }
  }
  return accepted
}
