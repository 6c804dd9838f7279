/** Whether this machine knows a zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** What clocks there show at a moment, as if it were UTC; both in seconds. */
function wallSeconds(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', era: 'short' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(at * 1000)
  const of = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((part) => part.type === type)?.value)
  const wall = new Date(0)
  wall.setUTCFullYear(of('year'), of('month') - 1, of('day'))
  wall.setUTCHours(of('hour'), of('minute'), of('second'))
  return wall.getTime() / 1000
}

/** As the account tells its offset at a moment: `+03:00`. */
export function offsetText(zone: string, at: number): string {
  const minutes = Math.round((wallSeconds(zone, at) - at) / 60)
  const size = Math.abs(minutes)
  const digits = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'))
  return `${minutes < 0 ? '-' : '+'}${digits.join(':')}`
}

const DAY = 24 * 60 * 60

/** The moment at which the day began in that zone, Unix seconds; to the hour where its clocks were put that day. */
export function startOfDay(zone: string, at: number): number {
  const wall = wallSeconds(zone, at)
  return at - (((wall % DAY) + DAY) % DAY)
}
