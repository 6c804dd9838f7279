import { describe, expect, test } from 'vitest'
import { readSettings } from '#core/settings.ts'
import { storageFailed } from '#hosts/node/durable-file.ts'
import { openProfile } from '#hosts/node/profile.ts'
import { explainDamage } from '#hosts/start/explain-damage.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { temporaryDirectory } from '#test/support/temporary-directory.ts'

const sqliteError = (errcode: number) => Object.assign(new Error('said by SQLite'), { errcode })

describe('explainDamage', () => {
  test.each([
    ['a journal found malformed halfway', sqliteError(267), 'journal.sqlite is damaged'],
    ['a journal on a full disk', new AppError('storage/failed', 'x', { cause: sqliteError(13) }), 'Free the disk'],
    [
      'a journal of a later release',
      new AppError('storage/failed', 'x', { details: { reason: 'newer-version' } }),
      'was written by a newer Kartoteka',
    ],
    [
      'a demo CRM whose database is malformed',
      storageFailed('x', sqliteError(11), { document: 'demo-crm' }),
      'demo-crm.sqlite cannot be used',
    ],
  ])('names the file and the way forward for %s', async (_what, error, words) => {
    const profile = openProfile(await temporaryDirectory())

    expect(explainDamage(error, profile)).toContain(words)
  })

  test.each([
    ['a lock that another Kartoteka holds', new AppError('state/refused', 'x', { cause: sqliteError(5) })],
    ['a disk that refuses', storageFailed('x', Object.assign(new Error('x'), { code: 'EACCES' }))],
    ['what nobody foresaw', new TypeError('x')],
  ])('takes %s for no damage', async (_what, error) => {
    const profile = openProfile(await temporaryDirectory())

    expect(explainDamage(error, profile)).toBeNull()
  })
})

describe('readSettings', () => {
  test('does not take a disk that cannot be read for a document that makes no sense', async () => {
    const failure = storageFailed('a file cannot be read', Object.assign(new Error('x'), { code: 'EIO' }))
    const local = { read: () => Promise.reject(failure), write: () => Promise.resolve() }

    await expect(readSettings(local)).rejects.toBe(failure)
  })
})
