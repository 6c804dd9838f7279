import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { MarkerSetting } from '../accounts/marker-setting.ts'
import type { StartListed } from '../accounts/start-listed.ts'
import type { WindowContext } from './window-context.ts'

type MarkerHandlers = Pick<HandlersOf<Commands, WindowContext>, 'accounts/marker-fields' | 'accounts/set-marker'>

/** Protection against contacts that are made twice. */
export function createMarkerHandlers(markers: MarkerSetting, start: StartListed): MarkerHandlers {
  return {
    'accounts/marker-fields': async ({ accountId }) => {
      const { chosen, fields, making } = await markers.offer(accountId)
      return { chosen, fields: [...fields], making }
    },
    'accounts/set-marker': async ({ accountId, marker }) => {
      await markers.choose(accountId, marker)
      // A running sync ends first: what it has sent is known by the old choice, and found by either.
      const record = await start(accountId)
      return record.marker ?? { kind: 'none' }
    },
  }
}
