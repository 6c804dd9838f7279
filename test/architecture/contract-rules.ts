import type * as v from 'valibot'

const secretName =
  /^(access|refresh|bearer|auth|api)?[-_]?(token|secret|password|passwd|credentials?|authorization|key)s?$/i

/** Paths of fields in a schema whose name is that of a secret. */
export function findSecretFields(schema: v.GenericSchema, path = ''): readonly string[] {
  return childrenOf(schema).flatMap(([name, child]) => {
    const at = path === '' ? name : `${path}.${name}`
    return [...(secretName.test(name) ? [at] : []), ...findSecretFields(child, at)]
  })
}

/** The schemas that a schema is made of, whatever combines them. A recursive one (`lazy`) is left at its edge. */
function childrenOf(schema: v.GenericSchema): readonly (readonly [string, v.GenericSchema])[] {
  const parts = schema as unknown as Readonly<Record<string, unknown>>
  return ['entries', 'options', 'item', 'items', 'wrapped', 'key', 'value', 'pipe', 'rest'].flatMap((part) => {
    const inner = parts[part]
    if (isSchema(inner)) return [[part === 'value' ? 'values' : `<${part}>`, inner] as const]
    if (Array.isArray(inner))
      return inner
        .filter(isSchema)
        .filter((one) => one !== schema)
        .map((one) => ['<>', one] as const)
    if (part !== 'entries' || typeof inner !== 'object' || inner === null) return []
    return Object.entries(inner).filter((entry): entry is [string, v.GenericSchema] => isSchema(entry[1]))
  })
}

const isSchema = (value: unknown): value is v.GenericSchema =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema'

/** Names that no source mentions as a string. */
export function findUnmentioned(names: readonly string[], texts: readonly string[]): readonly string[] {
  return names.filter((name) => !texts.some((text) => text.includes(`'${name}'`)))
}
