/**
 * A map as PHP writes it: it has one type for lists and maps, so that an empty one is `[]`, and one whose keys count up
 * from 0 is a list.
 */
export function phpMap(entries: Iterable<readonly [string, unknown]>): unknown {
  const pairs = [...entries]
  if (pairs.every(([key], index) => key === String(index))) return pairs.map(([, value]) => value)
  return Object.fromEntries(pairs)
}

/** A scalar of an answer as a text; nothing and what is nested are empty. */
export function plainText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** `.xml` at the end of a method's name: the same answer as elements below `response`, scalars as PHP turns them into texts. */
export function toXml(value: unknown): string {
  return `<?xml version="1.0" encoding="utf-8"?><response>${inner(value)}</response>`
}

function inner(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? '1' : ''
  if (typeof value !== 'object') return escapeXml(plainText(value))
  const isList = Array.isArray(value)
  return Object.entries(value)
    .map(([key, item]) => {
      // A number is no name of an element.
      const name = isList || !/^[A-Za-z_][\w.-]*$/.test(key) ? 'item' : key
      return `<${name}>${inner(item)}</${name}>`
    })
    .join('')
}

function escapeXml(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' }
  return text.replaceAll(/[&<>"']/g, (mark) => `&${marks[mark] ?? ''};`)
}
