import { expect, test } from './support/desk.ts'
import { askPortal, connectPortal } from './support/portal.ts'
import { card, openContact } from './support/user.ts'

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
