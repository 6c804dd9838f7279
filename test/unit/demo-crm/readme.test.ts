import { readFileSync } from 'node:fs'
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
})
