import { describe, expect, test } from 'vitest'
import { productFolders, readSources } from './source-files.ts'
import { findVendorWords } from './vendor-words.ts'

describe('names of vendors', () => {
  test('stand in the connectors, the factory, the list of CRMs and the words of the interface alone', () => {
    expect(findVendorWords(readSources(productFolders))).toEqual([])
  })

  test.each([
    ['src-main/core/accounts/sign-in.ts', "provider === 'amocrm'"],
    ['src-renderer/pages/SettingsPage.vue', '<p>Bitrix24</p>'],
    ['src-shared/sync/invert-change.ts', '// as Kommo does'],
    ['src-main/core/connectors/connector.ts', '/** As amoCRM has it. */'],
  ])('are found in %s', (path, text) => {
    expect(findVendorWords([{ path, text }])).toEqual([`${path}:1 ${text}`])
  })

  test.each([
    'src-main/core/connectors/bitrix24/wire.ts',
    'src-main/core/accounts/connector-factory.ts',
    'src-renderer/locales/en.ts',
  ])('may stand in %s', (path) => {
    expect(findVendorWords([{ path, text: "'amocrm'" }])).toEqual([])
  })
})
