import { describe, expect, test } from 'vitest'
import { rename } from '#test/support/contacts.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

async function someone(world: World) {
  const stored = (await world.demo().contacts()).filter(({ first_name: name }) => name !== '')
  const [one, other] = stored
  if (one === undefined || other === undefined) throw new Error('no contacts')
  return { one, other }
}

describe.each([{ apiFilter: true }, { apiFilter: false }])('an account whose filters work: $apiFilter', (gate) => {
  test('brings what colleagues change and delete, and takes edits, from one start to the next', async () => {
    const world = await startWorld({ contacts: 300 })
    await world.demo().switches(gate)
    await world.restart()
    const { one, other } = await someone(world)
    const control = world.demo()
    await control.forgetRequests()

    await control.vendor({ action: 'edit', entity: 'contacts', ids: [one.id], fields: { last_name: 'Theirs' } })
    await control.vendor({ action: 'delete', entity: 'contacts', ids: [other.id] })
    await world.edit(world.id(one.id), rename(one.first_name, 'Mine'))
    await world.settle()

    await eventually(async () => {
      const row = await world.row(world.id(one.id))
      expect([row?.fields.firstName, row?.fields.lastName]).toEqual(['Mine', 'Theirs'])
      expect((await world.row(world.id(other.id)))?.deletedAt ?? 'none').not.toBe('none')
    })
    expect((await control.contacts([one.id]))[0]).toMatchObject({ first_name: 'Mine', last_name: 'Theirs' })
    const isNarrowed = ({ query }: { readonly query: string }) =>
      decodeURIComponent(query).includes('filter[updated_at]')
    expect((await control.requests()).some(isNarrowed), 'asked for only where it works').toBe(gate.apiFilter)
  })
})
