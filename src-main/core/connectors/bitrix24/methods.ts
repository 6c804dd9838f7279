const reading = new Set([
  ...[
    'addresstype',
    'admin',
    'current',
    'events',
    'fields',
    'findbycomm',
    'get',
    'getlastid',
    'info',
    'items',
    'list',
    'methods',
  ],
  ...['profile', 'scope', 'search', 'time', 'types'],
])

/** Takes rows out of a queue. */
const taking = 'event.offline.get'
/** Say what the portal keeps for us, and what of it we have: no record changes, and twice is as good as once. */
const keeping = new Set(['event.bind', 'event.unbind', 'event.offline.clear', 'event.offline.error'])

/** Whether calling a method twice is harmless, because it changes nothing, or nothing more. */
export function isReading(method: string): boolean {
  const name = method.toLowerCase()
  if (keeping.has(name)) return true
  return reading.has(name.split('.').at(-1) ?? '') && name !== taking
}

/** Whether a method may change a record: what was read before that is then out of date. */
export const changesRecords = (method: string): boolean => !isReading(method) && method.toLowerCase() !== taking
