import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Device } from './device.ts'
import type { Aim, Ledger } from './ledger.ts'
import type { Tally } from './tally.ts'
import type { VirtualTime } from './virtual-time.ts'
import type { WindowProcess } from './window-process.ts'

export interface UserOptions {
  readonly device: Device
  readonly window: WindowProcess
  readonly ledger: Ledger
  readonly time: VirtualTime
  readonly tally: Tally
}

/** Hands an action in, and notes what its user was told of it. */
export async function submitAs(
  { device, window, ledger, time }: UserOptions,
  mutation: Mutation,
  aims: readonly Aim[],
): Promise<void> {
  const intent = ledger.add(device.index, mutation, aims, time.now())
  try {
    await acceptMutation(window.context, window.main, mutation)
    if (!window.life.isOver()) intent.isTold = true
  } catch (error) {
    // A window that has died tells nobody anything.
    if (!window.life.isOver()) intent.state = 'refused'
    throw error
  }
}
