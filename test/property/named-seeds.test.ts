import { describe, expect, test } from 'vitest'
import { runHistory } from './run-history.ts'
import type { Plan } from './steps.ts'

// Histories that once failed, shrunk, and why they did.
describe('histories that failed once', () => {
  test.each<{ readonly why: string; readonly plan: Plan }>([
    {
      why: 'a clock set back by a day around a 429 does not hold the account for that day',
      plan: {
        seed: 2234,
        devices: 3,
        steps: [
          { do: 'trouble', device: 2, trouble: '429', count: 2, isForWrites: true, thenMs: 28 },
          { do: 'create', device: 2, company: 'none', n: 21, thenMs: 26 },
          { do: 'clock', device: 2, ms: -86_400_000, thenMs: 31 },
        ],
      },
    },
    {
      why: 'a company that a colleague has renamed is one company here, whoever types its new name first',
      plan: {
        seed: 1000774,
        devices: 3,
        steps: [
          { do: 'vendor', what: 'company-rename', pick: 3, n: 0, thenMs: 1184 },
          { do: 'create', device: 2, company: 'known', n: 3, thenMs: 16 },
        ],
      },
    },
    {
      why: 'contacts that were pulled before their company had an id of this device follow it to that id',
      plan: {
        seed: 763,
        devices: 3,
        steps: [
          { do: 'edit', device: 2, pick: 4, what: 'add-phone', n: 1, thenMs: 38 },
          { do: 'wipe', device: 2, touch: 40, thenMs: 1006 },
          { do: 'create', device: 2, company: 'known', n: 7, thenMs: 8184 },
        ],
      },
    },
    {
      why: 'a company that is taken off while a colleague puts another in its place is off, and theirs stays',
      plan: {
        seed: 492,
        devices: 3,
        steps: [
          { do: 'edit', device: 1, pick: 0, what: 'no-company', n: 26, thenMs: 128 },
          { do: 'vendor', what: 'company', pick: 0, n: 31, thenMs: 32 },
        ],
      },
    },
    {
      why: 'a value is not missed that was to be cleared when its field was dropped with all values',
      plan: {
        seed: 1544,
        devices: 2,
        steps: [
          { do: 'edit', device: 1, pick: 2, what: 'note', n: 6, thenMs: 32 },
          { do: 'edit', device: 0, pick: 0, what: 'interest', n: 2012, thenMs: 579 },
          { do: 'vendor', what: 'drop-field', pick: 4, n: 15, thenMs: 774 },
          { do: 'undo', device: 1, pick: 238, thenMs: 1 },
        ],
      },
    },
    {
      why: 'a phone is removed although the vendor has rewritten it since it was shown',
      plan: {
        seed: 311,
        devices: 2,
        steps: [
          { do: 'rewrite-phones', thenMs: 1 },
          { do: 'vendor', what: 'last-name', pick: 3, n: 19, thenMs: 500 },
          { do: 'edit', device: 1, pick: 3, what: 'remove-phone', n: 20, thenMs: 588 },
        ],
      },
    },
    {
      why: 'an undo that a full disk breaks in half is finished at the next start',
      plan: {
        seed: 4415,
        devices: 1,
        steps: [
          { do: 'trouble', device: 0, trouble: '402', count: 2, isForWrites: true, thenMs: 870 },
          { do: 'edit', device: 0, pick: 4, what: 'company', n: 20, thenMs: 2 },
          { do: 'vendor', what: 'last-name', pick: 2, n: 21, thenMs: 5127 },
          { do: 'undo', device: 0, pick: 461, thenMs: 1 },
          { do: 'quota', device: 0, ms: 3289, thenMs: 5 },
        ],
      },
    },
    {
      why: 'an app that wakes up at another account sends it nothing',
      plan: {
        seed: 2507,
        devices: 2,
        steps: [
          { do: 'tag-many', device: 1, picks: [105, 464], n: 11, thenMs: 30 },
          { do: 'sign-in', device: 1, thenMs: 311 },
          { do: 'crossed', device: 1, ms: 6797, thenMs: 1150 },
        ],
      },
    },
    {
      why: 'a bulk tag that waits for a merged contact may be removed from the others',
      plan: {
        seed: 984,
        devices: 2,
        steps: [
          { do: 'vendor', what: 'merge', pick: 4, n: 1, thenMs: 26 },
          { do: 'tag-many', device: 0, picks: [5, 4, 4, 8], n: 2, thenMs: 955 },
          { do: 'edit', device: 1, pick: 5, what: 'add-tag', n: 3, thenMs: 32 },
          { do: 'tag-many', device: 0, picks: [8, 8, 4, 3], n: 4, thenMs: 115 },
          { do: 'trouble', device: 0, trouble: '504-after', count: 2, isForWrites: true, thenMs: 497 },
          { do: 'tag-many', device: 1, picks: [6, 2, 0, 7], n: 6, thenMs: 980 },
          { do: 'tag-many', device: 0, picks: [0, 8, 1, 4], n: 7, thenMs: 1979 },
        ],
      },
    },
    {
      why: 'the company that a typed name has come to is one company here, though the answer to its link was lost',
      plan: {
        seed: 13,
        devices: 3,
        crms: 'both',
        isMarked: true,
        steps: [
          { do: 'edit', device: 1, pick: 2, what: 'new-company', n: 7000, thenMs: 275 },
          { do: 'delete-contacts', device: 0, picks: [1], n: 7010, thenMs: 504 },
          { do: 'trouble', device: 0, trouble: 'hang-before', count: 1, isForWrites: true, thenMs: 3009 },
          { do: 'edit', device: 0, pick: 1, what: 'new-company', n: 25, thenMs: 1029 },
        ],
      },
    },
  ])('$why', async ({ plan }) => {
    const { violations } = await runHistory(plan)

    expect(violations).toEqual([])
  })
})
