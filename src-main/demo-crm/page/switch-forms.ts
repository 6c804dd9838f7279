import { SwitchesSchema } from '../amocrm/switches.ts'
import type { Switches } from '../amocrm/switches.ts'
import { form, input, select, table } from './html.ts'
import type { PageContext } from './page-context.ts'

/** Positions that a switch can take; undefined for those that take a number. */
function positionsOf(name: keyof Switches): readonly string[] | undefined {
  const schema = SwitchesSchema.entries[name]
  switch (schema.type) {
    case 'boolean':
      return ['true', 'false']
    case 'picklist':
      return schema.options.map(String)
    default:
      return undefined
  }
}

/** One small form for each switch. */
export function switchForms({ amocrm, formAction }: PageContext): string {
  const current = amocrm.switches()
  const rows = switchNames().map((name) => {
    const value = String(current[name])
    const positions = positionsOf(name)
    const field = positions === undefined ? input(name, name, value) : select(name, name, positions, value)
    return [{ html: form(formAction, 'switch', field, `Set ${name}`) }]
  })
  return table('Positions', ['Switch'], rows)
}

/** Reads what such a form sends: the one switch in it, with the value in the type that the switch has. */
export function readSwitch(fields: URLSearchParams): Readonly<Record<string, unknown>> {
  const name = switchNames().find((known) => fields.has(known))
  if (name === undefined) return {}
  const text = fields.get(name) ?? ''
  const schema = SwitchesSchema.entries[name]
  if (schema.type === 'boolean') return { [name]: text === 'true' }
  if (schema.type === 'picklist') return { [name]: schema.options.find((option) => String(option) === text) ?? text }
  return { [name]: text.trim() === '' ? text : Number(text) }
}

function switchNames(): readonly (keyof Switches)[] {
  return Object.keys(SwitchesSchema.entries) as (keyof Switches)[]
}
