import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from '@playwright/test'
import type { StoredContact } from '#test/support/demo-control.ts'
import { readCacheRows } from './support/cache-rows.ts'
import { createChance, type Chance } from './support/chance.ts'
import { compareBases } from './support/compare-bases.ts'
import type { RunningCrm } from './support/crm-program.ts'
import { expect, test, type Desk } from './support/desk.ts'
import { card, connect, contacts, expectCount, expectSynced, selectAll } from './support/user.ts'

/** `npm run kills -- --rounds 50 [--seed S]` for the long run; a dozen keep it alive in every check. */
const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 12)
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000)
const CONTACTS = 600
/** The CRM takes so long for an answer that a strike meets the sync at work. */
const LATENCY_MS = { GET: 250, PATCH: 300, POST: 300 }
/** A strike waits no longer for the requests that it wants to see. */
const LONGEST_WAIT_MS = 3_000

/** An edit that the app has taken, or may have: `isSure` when it said so before the strike. */
interface Edit {
  readonly kind: 'tags' | 'create'
  /** The tag, or the last name, that nothing else has. */
  readonly mark: string
  /** Contacts that it is for. */
  readonly count: number
  readonly isSure: boolean
}

interface Stage {
  readonly desk: Desk
  readonly crm: RunningCrm
  readonly chance: Chance
  readonly edits: Edit[]
  page: Page
}

const victims = ['app', 'window', 'both', 'app, then window', 'window, then app'] as const

test('whatever is killed while a base comes in and edits go out, each edit arrives once and the base is whole', async ({
  desk,
}) => {
  test.setTimeout(180_000 + ROUNDS * 30_000)
  const stage = await setUp(desk)
  const struck = { pulling: 0, pushing: 0 }
  for (let round = 1; round <= ROUNDS; round += 1) {
    const plan = await beginRound(stage, round)
    await waitForMoment(stage)
    const met = await meet(stage)
    if (met.isPulling) struck.pulling += 1
    if (met.isPushing) struck.pushing += 1
    const victim = stage.chance.oneOf(victims)
    console.log(`kills: round ${round}: ${plan}; killed: ${victim}${wordsOf(met)}`)
    await strike(stage, victim)
  }
  await stage.crm.control.faults([])
  // What a hasty user has left open.
  await stage.page.keyboard.press('Escape')
  await expectSynced(stage.page)
  const stored = await stage.crm.control.contacts()
  await expectCount(stage.page, stored.length)
  // What a push has changed there, a pull tells of once more: until then the time of the change is missing here.
  const different = async () => compareBases(stored, await readCacheRows(stage.page)).different.length
  await expect
    .poll(different, { timeout: 60_000 })
    .toBe(0)
    .catch(() => undefined)

  const outcome = await judge(stage, stored)
  console.log(
    `kills: seed ${SEED}, rounds ${ROUNDS}, struck while pulling ${struck.pulling}, while pushing ${struck.pushing}, ` +
      `edits accepted ${outcome.accepted}, applied ${outcome.applied}, pending ${outcome.pending}, ` +
      `set aside ${outcome.setAside}, lost = ${outcome.lost}, doubled = ${outcome.doubled}; ` +
      `contacts ${stored.length}, missing = ${outcome.missing}, extra = ${outcome.extra}, ` +
      `repeated = ${outcome.repeated}, different = ${outcome.different.length}`,
  )
  const { accepted, applied, ...wrongs } = outcome
  const none = { pending: 0, setAside: 0, lost: 0, doubled: 0, missing: 0, extra: 0, repeated: 0, different: [] }
  expect({ seed: SEED, ...wrongs }).toEqual({ seed: SEED, ...none })
  expect(applied).toBe(accepted)
  if (ROUNDS >= 10) expect(Math.min(struck.pulling, struck.pushing)).toBeGreaterThan(0)
})

/** Signs in at a slow CRM; the base begins to come in. */
async function setUp(desk: Desk): Promise<Stage> {
  await desk.startApp()
  const crm = await desk.startCrm({ contacts: CONTACTS, limits: 'real' })
  await crm.control.faults(Object.entries(LATENCY_MS).map(([method, ms]) => ({ kind: 'latency', method, ms })))
  const page = await desk.openWindow()
  await connect(page, crm)
  return { desk, crm, chance: createChance(SEED), edits: [], page }
}

/**
 * Some rounds begin with an empty cache: the whole base comes in anew, and with it what waits in the journal. In most the
 * user edits something, now and then so shortly before the strike that nobody knows whether it was accepted.
 */
async function beginRound(stage: Stage, round: number): Promise<string> {
  const { desk, chance, edits } = stage
  const isEmpty = chance.happens(0.4)
  if (isEmpty && round > 1) {
    await desk.killWindow()
    await desk.wipeIndexedDb()
    stage.page = await desk.openWindow()
  }
  const act = chance.oneOf(['tags', 'create', 'both', 'hasty tags', 'hasty create', 'none'])
  if (act !== 'none') await expectListed(stage.page)
  if (act === 'tags' || act === 'both') edits.push(await tagAll(stage.page, `round ${round}`))
  if (act === 'create' || act === 'both') edits.push(await createContact(stage.page, `Newcomer ${round}`))
  if (act === 'hasty tags') edits.push(await tagAll(stage.page, `round ${round}`, { isHasty: true }))
  if (act === 'hasty create') edits.push(await createContact(stage.page, `Newcomer ${round}`, { isHasty: true }))
  return `${isEmpty ? 'empty cache, ' : ''}${act}`
}

/** A few more requests, and a little more: from the very beginning to the end of a sync. */
async function waitForMoment({ crm, chance, edits }: Stage): Promise<void> {
  const wanted = chance.between(0, 8)
  const extraMs = chance.between(0, 400)
  if (edits.at(-1)?.isSure === false) return delay(chance.between(0, 60))
  const count = async () => (await crm.control.requests()).length
  await crm.control.forgetRequests()
  const until = Date.now() + LONGEST_WAIT_MS
  while ((await count()) < wanted && Date.now() < until) await delay(20)
  await delay(extraMs)
}

interface Met {
  readonly isPulling: boolean
  readonly isPushing: boolean
}

/** What the strike will interrupt, by the truth of the CRM. */
async function meet({ page, crm, edits }: Stage): Promise<Met> {
  // A window that has just been opened may show no list yet.
  const rows = contacts(page).getAttribute('aria-rowcount', { timeout: 300 })
  const [stored, listed] = await Promise.all([crm.control.contacts(), rows.catch(() => null)])
  return {
    isPulling: Number(listed) < stored.length,
    isPushing: edits.some((edit) => edit.isSure && countApplied(stored, edit) < edit.count),
  }
}

const wordsOf = ({ isPulling, isPushing }: Met) =>
  `${isPulling ? ', while pulling' : ''}${isPushing ? ', while pushing' : ''}`

/** Kills, and starts again what is missing. A window that outlives the app may have to find the new one by itself. */
async function strike(stage: Stage, victim: (typeof victims)[number]): Promise<void> {
  const { desk, chance } = stage
  const gapMs = chance.between(0, 300)
  const keepsWindow = chance.happens(0.5)
  if (victim === 'both') await desk.crash()
  else if (victim.startsWith('app')) await desk.killApp()
  else await desk.killWindow()
  if (victim.includes('then')) await delay(gapMs)
  if (victim === 'app, then window') await desk.killWindow()
  if (victim === 'window, then app') await desk.killApp()

  if (victim !== 'window') await desk.startApp()
  if (victim === 'app' && keepsWindow) await expectReconnected(stage.page)
  else stage.page = await desk.openWindow()
}

async function expectReconnected(page: Page): Promise<void> {
  await expect(page.getByRole('alert').filter({ hasText: 'contacts can be read' })).toBeHidden({ timeout: 60_000 })
}

/** There is somebody to edit. */
async function expectListed(page: Page): Promise<void> {
  await expect
    .poll(async () => Number(await contacts(page).getAttribute('aria-rowcount')), { timeout: 60_000 })
    .toBeGreaterThan(0)
}

/** All that are listed by now. The dialog says how many that is, and closes when the edit is accepted. */
async function tagAll(page: Page, mark: string, { isHasty = false } = {}): Promise<Edit> {
  await page.keyboard.press('Escape')
  await selectAll(page)
  await page.getByRole('button', { name: 'Tag…' }).click()
  const dialog = page.getByRole('dialog')
  const count = Number((await dialog.getByRole('heading').innerText()).replace(/\D/g, '')) || 1
  await dialog.getByLabel('Tags', { exact: true }).fill(mark)
  await dialog.getByRole('button', { name: 'Add tags' }).click()
  if (!isHasty) await expect(dialog).toBeHidden()
  return { kind: 'tags', mark, count, isSure: !isHasty }
}

/** The form closes when the edit is accepted. Who is hasty does not wait for that. */
async function createContact(page: Page, mark: string, { isHasty = false } = {}): Promise<Edit> {
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'New contact' }).click()
  await card(page).getByLabel('First name', { exact: true }).fill('Killed')
  await card(page).getByLabel('Last name', { exact: true }).fill(mark)
  await card(page).getByRole('button', { name: 'Save' }).click()
  if (!isHasty) await expect(page.getByRole('button', { name: 'Save' })).toBeHidden()
  return { kind: 'create', mark, count: 1, isSure: !isHasty }
}

const hasMark = ({ kind, mark }: Edit, { tags, last_name }: StoredContact) =>
  kind === 'tags' ? tags.filter((tag) => tag === mark).length : Number(last_name === mark)

/** Contacts of the CRM that have the mark of the edit; one that has a tag twice counts twice. */
const countApplied = (stored: readonly StoredContact[], edit: Edit) =>
  stored.reduce((sum, contact) => sum + hasMark(edit, contact), 0)

/** Holds what the user was told against the CRM's own database, and the cache against both. */
async function judge({ page, edits }: Stage, stored: readonly StoredContact[]) {
  const rows = await readCacheRows(page)
  const verdicts = edits.map((edit) => {
    const applied = countApplied(stored, edit)
    // One that nobody was told of may have been accepted: then for all its contacts.
    const accepted = edit.isSure || applied > 0 ? edit.count : 0
    return { accepted, applied, lost: Math.max(0, accepted - applied), doubled: Math.max(0, applied - accepted) }
  })
  const sum = (name: keyof (typeof verdicts)[number]) => verdicts.reduce((total, verdict) => total + verdict[name], 0)
  return {
    ...{ accepted: sum('accepted'), applied: sum('applied'), lost: sum('lost'), doubled: sum('doubled') },
    pending: rows.outbox.length,
    setAside: rows.targets.filter(({ problem }) => problem !== undefined).length,
    ...compareBases(stored, rows),
  }
}
