import { expect, test } from 'vitest'
import { askPortal, startPortalWorld, type Stored } from '#test/support/portal-world.ts'
import { eventually } from '#test/support/sync-world.ts'

test('an account tells what the field that keeps tags is called now, and has no tags once a colleague has deleted it', async () => {
  const world = await startPortalWorld()
  const accountId = world.account.id
  const told = async (wanted: readonly unknown[]) => {
    await world.settle()
    return eventually(async () => {
      const { accounts } = await world.main().call('app/describe', {})
      const capabilities = accounts[0]?.capabilities
      expect([capabilities?.tags, capabilities?.tagField]).toEqual(wanted)
    })
  }
  await world.main().call('tags/set-up', { accountId, fieldId: null })

  await told([true, 'Tags'])
  const fields = await askPortal(world, 'crm.contact.userfield.list', { filter: { XML_ID: 'kartoteka-tags' } })
  const [{ ID: id } = {}] = fields as readonly Stored[]
  await askPortal(world, 'crm.contact.userfield.update', { id, fields: { EDIT_FORM_LABEL: 'Метки' } })
  await told([true, 'Метки'])
  await askPortal(world, 'crm.contact.userfield.delete', { id })

  await told([false, undefined])
})
