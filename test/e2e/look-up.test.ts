import type { Page } from '@playwright/test'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced, openContact, search } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const COUNT = 60

async function begin(desk: Desk) {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: COUNT })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, COUNT)
  await expectSynced(page)
  const person = (await crm.control.contacts()).find(
    ({ first_name, last_name }) => first_name !== '' && last_name !== '',
  )
  if (person === undefined) throw new Error('nobody there')
  return { crm, page, person }
}

const readAgain = async (page: Page) => {
  await card(page).getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('button', { name: 'Read again from the CRM' }).click()
}

test('a card is read again from the CRM, and says when the contact is no longer there', async ({ desk }) => {
  const { crm, page, person } = await begin(desk)
  await openContact(page, person.name)
  const edit = { first_name: 'Перечитана' }
  await crm.control.vendor({ action: 'edit', entity: 'contacts', ids: [person.id], fields: edit })

  await readAgain(page)
  await expect(card(page).getByLabel('First name', { exact: true })).toHaveValue('Перечитана')
  await expect(page.getByText('This is what the CRM has now.')).toBeVisible()

  await page.keyboard.press('Escape')
  await crm.control.vendor({ action: 'delete', entity: 'contacts', ids: [person.id] })
  await readAgain(page)
  await expect(card(page).getByText('This contact is no longer there.')).toBeVisible()
})

test('whoever is not on this computer is searched for in the CRM, and comes here', async ({ desk }) => {
  const { crm, page } = await begin(desk)
  const body = [{ first_name: 'Неуловимая', last_name: 'Находкина' }]
  await fetch(`${crm.url}/api/v4/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${crm.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await search(page, 'Находкина')

  await page.getByRole('button', { name: 'Search in the CRM' }).click()
  await page.getByRole('button', { name: 'Неуловимая Находкина' }).click()

  await expect(card(page).getByRole('heading', { name: 'Неуловимая Находкина' })).toBeVisible()
  await expect(contacts(page)).toHaveAttribute('aria-rowcount', '1')

  await search(page, 'никого-такого-нет')
  await page.getByRole('button', { name: 'Search in the CRM' }).click()
  await expect(page.getByText('The CRM has found nothing either.')).toBeVisible()

  await crm.kill()
  await search(page, 'и такого нет')
  await page.getByRole('button', { name: 'Search in the CRM' }).click()
  await expect(
    page.getByRole('region', { name: 'Search in the CRM' }).getByText(/connection|network|reach/i),
  ).toBeVisible()
})

test('the CRM can be searched though others of that name are here, by a key as well', async ({ desk }) => {
  const { crm, page } = await begin(desk)
  const many = Array.from({ length: 40 }, (_, at) => ({ first_name: 'Тёзка', last_name: `Здешний ${at}` }))
  const post = (body: readonly Readonly<Record<string, string>>[]) =>
    fetch(`${crm.url}/api/v4/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${crm.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  await post(many)
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill('Sync now')
  await page.keyboard.press('Enter')
  await expectCount(page, COUNT + many.length)
  await post([{ first_name: 'Тёзка', last_name: 'Дальний' }])
  await search(page, 'Тёзка')
  await expectCount(page, many.length)
  const region = page.getByRole('region', { name: 'Search in the CRM' })
  await expect(region.getByText('Not among these?')).toBeVisible()
  expect(await violationsOf(page)).toEqual([])

  await contacts(page).press('End')
  await expect(contacts(page).getByRole('row').last()).toBeInViewport({ ratio: 1 })
  // Where the name was typed, Enter alone leads into the list.
  await page.getByRole('searchbox', { name: 'Search contacts' }).press('Alt+Enter')
  await region.getByRole('button', { name: 'Тёзка Дальний' }).click()

  await expect(card(page).getByRole('heading', { name: 'Тёзка Дальний' })).toBeVisible()
  await expectCount(page, many.length + 1)
})
