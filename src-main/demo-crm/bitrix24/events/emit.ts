import type { MethodCall } from '../portal.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import { queueOffline } from './offline-queue.ts'

/** Data of an event: nothing but which record it is. */
export type EventData = { readonly FIELDS: Readonly<Record<string, string | number>> }

/**
 * Tells everybody who is bound to an event: queues it for those who poll, and posts it to the rest.
 * Changes made under the name of a connector are not queued for that one.
 */
export function emit(call: MethodCall, event: string, data: EventData): void {
  const { portal, caller, connector } = call
  const bindings = call.data.eventBindings.all().filter((binding) => binding.event === event)
  for (const binding of bindings) {
    if (!binding.isOffline) {
      portal.deliver({ portal, binding, data, user: caller.user, base: call.base })
      continue
    }
    if (binding.connector !== '' && binding.connector === connector) continue
    const additional = { user_id: String(caller.user.id) }
    const renewsFailed = portal.switches().failedRow === 'renew'
    const row = { event, data, additional, connector: binding.connector, at: nowSeconds(portal), renewsFailed }
    queueOffline(call.data, row)
    signalQueue(call)
  }
}

/** Tells who wants to know that the queue is not empty, once within the time that they have set. */
function signalQueue(call: MethodCall): void {
  const { portal, caller, base } = call
  for (const binding of call.data.eventBindings.all()) {
    if (binding.event !== 'ONOFFLINEEVENT') continue
    const { minTimeout } = binding.options
    const seconds = Math.max(Number(minTimeout) || 0, MIN_TIMEOUT)
    const last = portal.signals.get(binding.id)
    if (last !== undefined && nowSeconds(portal) - last < seconds) continue
    portal.signals.set(binding.id, nowSeconds(portal))
    portal.deliver({ portal, binding, data: { FIELDS: {} }, user: caller.user, base })
  }
}

/** Seconds between two signals of a full queue, at the least. */
const MIN_TIMEOUT = 1
