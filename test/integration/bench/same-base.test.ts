import { join } from 'node:path'
import { expect, test } from 'vitest'
import { seedStore } from '#demo-crm/seed/seed-store.ts'
import { startDemoCrm } from '#demo-crm/server.ts'
import { openStore } from '#demo-crm/store/store.ts'
import { createContactSource, DATA_NOW, DATA_SEED } from '#test/bench/data/bench-contact.ts'
import { createOracle, isSameAnswer } from '#test/bench/data/oracle.ts'
import { createQuestions } from '#test/bench/data/questions.ts'
import { createDemoControl, valuesOf } from '#test/support/demo-control.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

const CONTACTS = 400

test('the drivers of the benchmark make the very base that the demo CRM has', async () => {
  const dataFile = join(await temporaryDirectory(), 'crm.sqlite')
  const store = openStore(dataFile)
  seedStore(store, { contacts: CONTACTS, seed: DATA_SEED, now: DATA_NOW })
  store.close()
  const crm = await startDemoCrm({ dataFile })
  const stored = await createDemoControl(crm.control).contacts()
  await crm.close()

  const source = createContactSource(CONTACTS)
  const made = Array.from({ length: CONTACTS }, (_, at) => source(at))
  expect(
    made.map(({ id, firstName, lastName, company, tags, phones, emails, responsibleId, updatedAt }) => ({
      ...{ id, firstName, lastName, company, tags: tags.toSorted(), responsibleId, updatedAt },
      phones: phones.map(({ value }) => value),
      emails: emails.map(({ value }) => value),
    })),
  ).toEqual(
    stored.map((one) => ({
      ...{ id: one.id, firstName: one.first_name, lastName: one.last_name, company: one.company?.name ?? '' },
      ...{ tags: one.tags.toSorted(), responsibleId: one.responsible_user_id, updatedAt: one.updated_at * 1000 },
      phones: valuesOf(one, 'PHONE'),
      emails: valuesOf(one, 'EMAIL'),
    })),
  )
})

test('every question of the benchmark has an answer, and any other answer is seen to be wrong', () => {
  const source = createContactSource(CONTACTS)
  const oracle = createOracle(source, CONTACTS)
  const questions = createQuestions(source, CONTACTS, 10)
  expect(questions).toHaveLength(50)
  for (const question of questions) {
    const right = oracle.search(question)
    expect(right.total).toBeGreaterThan(0)
    expect(isSameAnswer(right, right)).toBe(true)
    expect(isSameAnswer({ ...right, total: right.total + 1 }, right)).toBe(false)
    expect(isSameAnswer({ ...right, ids: right.ids.slice(1) }, right)).toBe(false)
    expect(isSameAnswer({ ...right, ids: right.ids.with(0, -1) }, right)).toBe(false)
  }
})
