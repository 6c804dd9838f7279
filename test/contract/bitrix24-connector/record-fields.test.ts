import { describe, expect, test } from 'vitest'
import { makeField, startContactWorld } from './contact-world.ts'

describe('fields that name records', () => {
  test('say which they may name; one that may name none of those kept here is shown and no more', async () => {
    const world = await startContactWorld()
    const links = await makeField(world, 'LINKS', 'crm', {
      ...{ MULTIPLE: 'Y', SETTINGS: { LEAD: 'N', CONTACT: 'Y', COMPANY: 'Y' } },
    })
    const items = await makeField(world, 'ITEMS', 'crm', { SETTINGS: { LEAD: 'N', DYNAMIC_128: 'Y' } })

    const fields = await world.ports.pullFields(world.signal)

    expect(fields.find(({ id }) => id === links)).toMatchObject({
      ...{ kind: 'records', leadsTo: ['contact', 'company'], isMultiple: true, isReadOnly: false },
    })
    expect(fields.find(({ id }) => id === items)).toMatchObject({ kind: 'records', isReadOnly: true })
  })
})
