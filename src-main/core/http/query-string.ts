export type QueryValue = string | number | readonly (string | number)[]

/** Parameters by name, in order; a list repeats its name. Nested names are written out: `filter[updated_at][from]`. */
export type Query = Readonly<Record<string, QueryValue>>

/** Without the question mark; empty when there is nothing to say. */
export function toQueryString(query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly (string | number)[]) : [value]) {
      params.append(name, String(one))
    }
  }
  // Brackets may stand as they are in a query, and a list of ids is a third shorter with them.
  return params.toString().replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%2C', ',')
}
