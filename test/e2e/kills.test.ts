import type { Page } from '@playwright/test'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced, search, tagAllMatching } from './support/user.ts'

/** `KILL_ROUNDS=50` for the long run; a few keep it alive in every check. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 3)
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)
const CONTACTS = 400

/** A small generator of its own, so that a seed replays a run. Numbers in [0, 1). */
function createChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Victim = 'app' | 'window' | 'both'

/** Kills, starts again what is missing, and answers with the window that is open then. */
async function strike(desk: Desk, victim: Victim): Promise<Page> {
  if (victim === 'window') await desk.killWindow()
  if (victim === 'app') await desk.killApp()
  if (victim === 'both') await desk.crash()
  if (victim !== 'window') await desk.startApp()
  return desk.openWindow()
}

/** Lets the sync go on until the CRM has heard `count` more requests of this kind, or has nothing more to hear. */
async function afterRequests(crm: RunningCrm, method: string, count: number): Promise<void> {
  const seen = async () => (await crm.control.requests()).filter((request) => request.method === method).length
  const start = await seen()
  const end = Date.now() + 4_000
  await expect
    .poll(async () => (Date.now() > end ? count : (await seen()) - start), { intervals: [5] })
    .toBeGreaterThanOrEqual(count)
}

test('a base that is killed again and again while it comes in is whole in the end', async ({ desk }) => {
  test.setTimeout(120_000 + ROUNDS * 20_000)
  const chance = createChance(SEED)
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: 3000, limits: 'real' })
  let page = await desk.openWindow()
  await connect(page, crm)
  await expect(contacts(page)).toBeVisible()
  for (let round = 0; round < Math.min(ROUNDS, 6); round += 1) {
    await afterRequests(crm, 'GET', 1 + Math.floor(chance() * 5))
    page = await strike(desk, (['app', 'window', 'both'] as const)[Math.floor(chance() * 3)] ?? 'both')
  }

  await expectCount(page, 3000)
})

test('edits killed at any moment of their push arrive once, all of them', async ({ desk }) => {
  test.setTimeout(180_000 + ROUNDS * 40_000)
  const chance = createChance(SEED)
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS, limits: 'real' })
  let page = await desk.openWindow()
  await connect(page, crm)
  await expectCount(page, CONTACTS)

  for (let round = 1; round <= ROUNDS; round += 1) {
    await tagAllMatching(page, `round ${round}`, 'Add tags')
    await createContact(page, round)
    await afterRequests(crm, chance() < 0.3 ? 'POST' : 'PATCH', Math.floor(chance() * 8))
    page = await strike(desk, (['app', 'window', 'both'] as const)[Math.floor(chance() * 3)] ?? 'both')
    await expect(contacts(page)).toBeVisible()
    await search(page, '')
  }
  await expectSynced(page)

  const stored = await crm.control.contacts()
  const rounds = Array.from({ length: ROUNDS }, (_, index) => index + 1)
  const lost = rounds.reduce((sum, round) => sum + CONTACTS - countTagged(stored.slice(0, CONTACTS), round), 0)
  const created = rounds.map((round) => stored.filter(({ last_name }) => last_name === `Newcomer ${round}`).length)
  const doubled = created.reduce((sum, count) => sum + Math.max(0, count - 1), 0)
  console.log(
    `kills: seed ${SEED}, rounds ${ROUNDS}, edits accepted ${ROUNDS * (CONTACTS + 1)}, ` +
      `applied ${ROUNDS * (CONTACTS + 1) - lost - created.filter((count) => count === 0).length}, ` +
      `pending 0, lost = ${lost + created.filter((count) => count === 0).length}, doubled = ${doubled}`,
  )
  expect({ seed: SEED, lost, created }).toEqual({ seed: SEED, lost: 0, created: rounds.map(() => 1) })
})

const countTagged = (stored: readonly { readonly tags: readonly string[] }[], round: number) =>
  stored.filter(({ tags }) => tags.filter((tag) => tag === `round ${round}`).length === 1).length

/** The form takes an edit when it closes: from then on it must not be lost. */
async function createContact(page: Page, round: number): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New contact' }).click()
  await card(page).getByLabel('First name', { exact: true }).fill('Killed')
  await card(page).getByLabel('Last name', { exact: true }).fill(`Newcomer ${round}`)
  await card(page).getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Save' })).toBeHidden()
}
