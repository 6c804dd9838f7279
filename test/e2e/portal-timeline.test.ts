import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import { card, expectSynced, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 10
const NAME = 'Многоликая'
/** A pull brings the newest fifty of a contact. */
const COMMENTS = 57
const SHOWN_AT_FIRST = 20

test('whoever opens the card of a contact sees all that was ever written about it', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME, LAST_NAME: '' } })
  for (let at = 1; at <= COMMENTS; at++) {
    const fields = { ENTITY_ID: 5, ENTITY_TYPE: 'contact', COMMENT: `Заметка № ${at}.` }
    await askPortal(portal.webhook, 'crm.timeline.comment.add', { fields })
  }
  await connectPortal(page, portal.webhook, CONTACTS)

  await openContact(page, NAME)
  await card(page)
    .getByRole('button', { name: `Show ${COMMENTS - SHOWN_AT_FIRST} more` })
    .click()

  const notes = card(page).getByRole('list', { name: 'Notes' }).getByRole('listitem')
  await expect(notes).toHaveCount(COMMENTS)
  await expect(notes.filter({ hasText: 'Заметка № 1.' })).toHaveCount(1)
})

test('a note and a task are deleted offline, come back by undo until they have left, and go from the CRM', async ({
  desk,
}) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME, LAST_NAME: '' } })
  const about = { ENTITY_ID: 5, ENTITY_TYPE: 'contact' }
  await askPortal(portal.webhook, 'crm.timeline.comment.add', { fields: { ...about, COMMENT: 'Не туда' } })
  const deadline = '2030-05-01T12:00:00+00:00'
  const todo = { ownerTypeId: 3, ownerId: 5, title: 'Перезвонить зря', deadline }
  const { id } = await askPortal<{ readonly id: number }>(portal.webhook, 'crm.activity.todo.add', todo)
  await connectPortal(page, portal.webhook, CONTACTS)
  await openContact(page, NAME)
  const lines = (list: string) => card(page).getByRole('list', { name: list }).getByRole('listitem')
  const [note, task] = [lines('Notes').filter({ hasText: 'Не туда' }), lines('Tasks').filter({ hasText: 'зря' })]
  await expect(note).toHaveCount(1)
  await page.getByRole('switch', { name: 'Work offline' }).click()

  await note.getByRole('button', { name: 'Delete: Не туда' }).click()
  await page.keyboard.press('Escape')
  await expect(note.getByRole('button', { name: 'Delete: Не туда' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(note.getByRole('button', { name: 'Delete for everybody' })).toBeFocused()
  expect(await violationsOf(page)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(note).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(note).toHaveCount(1)
  for (const line of [note, task]) {
    await line.getByRole('button', { name: /^Delete: / }).click()
    await line.getByRole('button', { name: 'Delete for everybody' }).click()
    await expect(line).toHaveCount(0)
  }
  await page.getByRole('switch', { name: 'Work offline' }).click()
  await expectSynced(page)

  expect(await askPortal(portal.webhook, 'crm.timeline.comment.list', { filter: about })).toEqual([])
  expect(await askPortal(portal.webhook, 'crm.activity.list', { filter: { ID: id } })).toEqual([])
})

test('calls, meetings and letters say what they are; a letter is only to be read', async ({ desk }) => {
  await desk.startApp()
  const { portal } = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await askPortal(portal.webhook, 'crm.contact.update', { id: 5, fields: { NAME, LAST_NAME: '' } })
  const COMMUNICATIONS = [{ VALUE: 'a@b.example', ENTITY_ID: 5, ENTITY_TYPE_ID: 3 }]
  const add = (SUBJECT: string, TYPE_ID: number, COMPLETED: string) => {
    const fields = { SUBJECT, TYPE_ID, COMPLETED, OWNER_TYPE_ID: 3, OWNER_ID: 5, COMMUNICATIONS }
    return askPortal(portal.webhook, 'crm.activity.add', { fields })
  }
  await add('О поставке', 2, 'Y')
  await add('У них в офисе', 1, 'N')
  await add('Счёт на оплату', 4, 'N')
  await connectPortal(page, portal.webhook, CONTACTS)

  await openContact(page, NAME)

  const line = (list: string, text: string) =>
    card(page).getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: text })
  await expect(line('Notes', 'О поставке')).toContainText('Call')
  await expect(line('Tasks', 'У них в офисе')).toContainText('Meeting')
  await expect(line('Notes', 'Счёт на оплату')).toContainText('Letter')
  await expect(line('Notes', 'Счёт на оплату').getByRole('button')).toHaveCount(0)
  await expect(line('Notes', 'Счёт на оплату').getByRole('checkbox')).toHaveCount(0)
  expect(await violationsOf(page)).toEqual([])
})
