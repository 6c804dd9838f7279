import { expect, test } from './support/desk.ts'
import { connect, expectCount, status, tagAllMatching } from './support/user.ts'

const CONTACTS = 5_000

test('a tag on many tells, while it goes out at the CRM’s pace, how many are left and how long that takes', async ({
  desk,
}) => {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS, limits: 'real' })
  const page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)
  await expect(status(page)).not.toContainText(/\d/, { timeout: 60_000 })

  await tagAllMatching(page, 'season', 'Add tags')

  await expect(status(page)).toContainText(/Sending [\d,]+ · about \d+ (?:seconds|minutes?) left/, { timeout: 30_000 })
  const bar = page.getByRole('progressbar')
  const percent = async () => Number(await bar.getAttribute('aria-valuenow'))
  const before = await percent()
  await expect.poll(percent, { timeout: 30_000 }).toBeGreaterThan(before)
  await expect(page.getByText(/ of 5,000/)).toBeVisible()
})
