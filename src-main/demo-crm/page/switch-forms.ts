import * as v from 'valibot'
import { defaultSwitches, SwitchesSchema } from '../amocrm/switches.ts'
import { PortalSwitchesSchema } from '../bitrix24/switches.ts'
import { escape, form, input, select, table, worded, type Cell } from './html.ts'
import type { PageContext } from './page-context.ts'

/** What the page has to know of a switch: what it can be turned to, and what it is about. */
type Entry = v.GenericSchema & { readonly options?: readonly unknown[] }
type Entries = Readonly<Record<string, Entry>>

/** Positions that a switch can take; undefined for those that take a number or words. */
function positionsOf(entry: Entry): readonly string[] | undefined {
  if (entry.type === 'boolean') return ['true', 'false']
  return entry.type === 'picklist' ? (entry.options ?? []).map(String) : undefined
}

/** One small form for each switch of amoCRM. */
export function switchForms({ amocrm, formAction }: PageContext): string {
  const place = { action: formAction, deed: 'switch', initial: defaultSwitches }
  return formsOf('Positions', place, SwitchesSchema.entries, amocrm.switches())
}

/** Where such a form leads, and what the switches are at the start. */
interface SwitchPlace {
  readonly action: string
  readonly deed: string
  readonly initial: Readonly<Record<string, unknown>>
  readonly where?: string
}

/**
 * One small form for each switch of a dialect, what it means, and which position it has at the start.
 * @param where said behind each name, as both dialects may have a switch of that name
 */
export function formsOf(
  caption: string,
  { action, deed, initial, where = '' }: SwitchPlace,
  entries: Entries,
  current: Readonly<Record<string, unknown>>,
): string {
  const rows = Object.entries(entries).map(([name, entry]): readonly Cell[] => {
    const value = String(current[name])
    const positions = positionsOf(entry)
    const field =
      positions === undefined
        ? input(name, `${name}${where}`, value)
        : select(name, `${name}${where}`, positions, value)
    const usual = String(initial[name])
    return [
      { html: form(action, deed, field, 'Set', `Set ${name}${where}`) },
      {
        html:
          usual === value
            ? `<span class="soft">${escape(usual)}</span>`
            : `<b class="changed">not ${escape(usual)}</b>`,
      },
      { html: worded(v.getDescription(entry) ?? '') },
    ]
  })
  return table(caption, ['Switch', 'Usual', 'What it means'], rows, 'scroll switches')
}

/** Reads what such a form sends: the one switch in it, with the value in the type that the switch has. */
export function readSwitch(fields: URLSearchParams): Readonly<Record<string, unknown>> {
  return readEntry(fields, SwitchesSchema.entries)
}

/** The same for the switches of the portal. */
export function readPortalSwitch(fields: URLSearchParams): Readonly<Record<string, unknown>> {
  return readEntry(fields, PortalSwitchesSchema.entries)
}

function readEntry(fields: URLSearchParams, entries: Entries): Readonly<Record<string, unknown>> {
  const [name, entry] = Object.entries(entries).find(([known]) => fields.has(known)) ?? []
  if (name === undefined || entry === undefined) return {}
  const text = fields.get(name) ?? ''
  if (entry.type === 'boolean') return { [name]: text === 'true' }
  if (entry.type === 'picklist') return { [name]: entry.options?.find((option) => String(option) === text) ?? text }
  return { [name]: entry.type === 'string' || text.trim() === '' ? text : Number(text) }
}
