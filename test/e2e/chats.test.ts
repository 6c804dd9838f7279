import type { RunningCrm } from './support/crm-program.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { expect, test } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced, openContact } from './support/user.ts'
import { violationsOf } from './support/violations.ts'

const CONTACTS = 40

/** A chat that somebody has, with its owner, and somebody of a name of their own who has none. */
async function someChat({ control }: RunningCrm) {
  const [stored, { chats }] = [await control.contacts(), await control.chats()]
  const isAlone = (name: string) => stored.filter((one) => one.name === name).length === 1
  const named = stored.filter((one) => one.first_name !== '' && !one.trashed && isAlone(one.name))
  const own = chats.filter(({ owner }) => owner === 'this-integration')
  const owners = new Set(own.map(({ contactId }) => contactId))
  const taker = named.find(({ id }) => !owners.has(id))
  for (const { id, contactId } of own) {
    const owner = named.find((one) => one.id === contactId)
    if (owner !== undefined && taker !== undefined) return { id, owner, taker }
  }
  throw new Error('nobody has a chat')
}

test('a chat is moved without a network: whose it is is said before, it waits in the card, arrives, and goes back by undo', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const { id, owner, taker } = await someChat(crm)
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expectSynced(page)
  await crm.kill()

  await openContact(page, taker.name)
  const chats = card(page).getByRole('region', { name: 'Chats' })
  await chats.getByLabel('Bind a chat by its id').fill('nothing')
  await expect(chats.getByRole('status')).toContainText('looks like')
  await chats.getByLabel('Bind a chat by its id').fill(id)
  await expect(chats.getByRole('status')).toContainText(`It is with ${owner.name} now.`)
  await chats.getByRole('button', { name: 'Move the chat here' }).click()
  const entry = chats.getByRole('listitem').filter({ hasText: id })
  await expect(entry.getByLabel('Waits to be sent')).toBeVisible()
  await expect(entry).toContainText(`In the CRM with ${owner.name} until it is sent`)
  expect(await violationsOf(page)).toEqual([])
  await page.getByRole('link', { name: /^Pending/ }).click()
  const waiting = page.getByRole('list', { name: 'Waiting to be sent' })
  await expect(waiting).toContainText(`Chat ${id.slice(0, 8)} moved from ${owner.name} to ${taker.name}`)
  await page.getByRole('link', { name: 'Contacts' }).click()

  const back = await desk.startCrm({ contacts: CONTACTS })
  const ownerThere = async () => (await back.control.chats()).chats.find((one) => one.id === id)?.contactId
  await expect.poll(ownerThere, { timeout: 150_000 }).toBe(taker.id)
  await page.keyboard.press('Control+z')
  await expect.poll(ownerThere, { timeout: 60_000 }).toBe(owner.id)

  await page.getByRole('searchbox', { name: 'Search contacts' }).fill(id)
  await page.getByRole('button', { name: 'Search in the CRM' }).click()
  await page.getByRole('button', { name: owner.name }).click()
  await expect(card(page).getByRole('region', { name: 'Chats' })).toContainText(id)
})

test('who is no administrator sees why chats are not for them', async ({ desk }) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS })
  const page = await desk.openWindow()
  await connect(page, { url: crm.url, token: await crm.control.newToken(demoUsers.colleague) })
  await expectCount(page, CONTACTS)
  await contacts(page).getByRole('row').nth(1).click()

  const chats = card(page).getByRole('region', { name: 'Chats' })
  await expect(chats).toContainText('Only administrators')
  await expect(chats.getByLabel('Bind a chat by its id')).toHaveCount(0)
})
