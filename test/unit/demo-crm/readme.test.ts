import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { FaultSchema } from '#demo-crm/faults/fault-schema.ts'

const readme = readFileSync(resolve(import.meta.dirname, '../../../src-main/demo-crm/README.md'), 'utf8')

describe('the README of the demo CRM', () => {
  test.each(Object.entries(defaultSwitches))('names the switch %s with its default %s', (name, value) => {
    expect(readme).toContain(`| \`${name}\` | \`${value}\``)
  })

  test.each(FaultSchema.options.map((option) => option.entries.kind.literal))('names the fault %s', (kind) => {
    expect(readme).toContain(`\`${kind}\``)
  })

  test('names for every call a test that exists', () => {
    const emulated = readme.slice(readme.indexOf('## Emulated'), readme.indexOf('## Control'))
    const rows = emulated.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| Call'))
    const names = rows.flatMap((row) => row.split('|').at(-2)?.trim().split(', ') ?? [])

    expect(rows.length).toBeGreaterThan(35)
    const folder = resolve(import.meta.dirname, '../../contract/demo-crm')
    expect(names.filter((name) => !existsSync(resolve(folder, `${name}.test.ts`)))).toEqual([])
  })
})
