/** What the path of a call says. */
export type RestPath = {
  /** In lower case. */
  readonly method: string
  readonly format: 'json' | 'xml'
  readonly webhook?: { readonly userId: number; readonly secret: string }
}

/**
 * `/rest/{userId}/{secret}/{method}[.json|.xml]` or `/rest/{method}[.json|.xml]`, a slash at the end or not. Undefined for
 * the third version of the API, which has no methods of the CRM.
 */
export function parseRestPath(path: string): RestPath | undefined {
  const parts = path
    .split('/')
    .slice(2)
    .filter((part) => part !== '')
  if (parts[0] === 'api') return undefined
  const [userId = '', secret = '', ...rest] = parts
  if (/^\d+$/.test(userId) && parts.length > 1) {
    return { ...readName(rest.join('/')), webhook: { userId: Number(userId), secret } }
  }
  return readName(parts.join('/'))
}

function readName(name: string): Pick<RestPath, 'method' | 'format'> {
  const lower = name.toLowerCase()
  if (lower.endsWith('.xml')) return { method: lower.slice(0, -4), format: 'xml' }
  return { method: lower.endsWith('.json') ? lower.slice(0, -5) : lower, format: 'json' }
}
