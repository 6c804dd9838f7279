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

/** Whether a method changes nothing there, so that calling it twice is harmless. */
export const isReading = (method: string): boolean =>
  reading.has(method.toLowerCase().split('.').at(-1) ?? '') && method.toLowerCase() !== taking
