import { describe, expect, test } from 'vitest'
import { createText } from '#test/support/text.ts'
import { en, type MessageKey } from '#renderer/locales/en.ts'
import { languageOf } from '#renderer/locales/load-messages.ts'
import { ru } from '#renderer/locales/ru.ts'
import { russianPlural } from '#renderer/locales/russian-plural.ts'

interface Messages {
  readonly [key: string]: string | Messages
}

const flat = (messages: Messages, prefix = ''): readonly (readonly [string, string])[] =>
  Object.entries(messages).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as const] : flat(value, `${prefix}${key}.`),
  )
const [english, russian] = [flat(en), flat(ru)]
const placeholders = (message: string) =>
  [...new Set([...message.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()

describe('locales', () => {
  test('have the same keys in both languages', () => {
    expect(russian.map(([key]) => key).sort()).toEqual(english.map(([key]) => key).sort())
  })

  test('name the same placeholders in both languages', () => {
    const spoken = new Map(russian)

    const different = english.filter(
      ([key, message]) => placeholders(message).join() !== placeholders(spoken.get(key) ?? '').join(),
    )

    expect(different).toEqual([])
  })

  test('have two plural forms in English and three in Russian wherever they have any', () => {
    const forms = (message: string) => message.split(' | ').length
    const spoken = new Map(russian)

    const counted = english.filter(([key, message]) => forms(message) > 1 || forms(spoken.get(key) ?? '') > 1)

    expect(counted.filter(([key, message]) => forms(message) !== 2 || forms(spoken.get(key) ?? '') !== 3)).toEqual([])
  })

  test('leave no message empty, and none that the message format would read as a link', () => {
    expect([...english, ...russian].filter(([, message]) => message.trim() === '' || message.includes('@'))).toEqual([])
  })

  test.each(['en', 'ru'] as const)('can all be said in %s', (language) => {
    const text = createText(language)

    const said = english.map(([key]) => text.plural(key as MessageKey, 5))

    expect(said.filter((sentence, at) => sentence === '' || sentence === english[at]?.[0])).toEqual([])
  })

  test.each([
    ['button', 'welcome.demo', 'Try with demo data'],
    ['button', 'welcome.connect', 'Connect a CRM'],
    ['button', 'connect.submit', 'Connect'],
    ['button', 'contacts.create', 'New contact'],
    ['button', 'selection.tag', 'Tag…'],
    ['button', 'tagging.add', 'Add tags'],
    ['button', 'tagging.remove', 'Remove tags'],
    ['button', 'undo.button', 'Undo'],
    ['button', 'card.save', 'Save'],
    ['textbox', 'connect.address', 'Account address'],
    ['textbox', 'crm.amocrm.token', 'Access token'],
    ['grid', 'contacts.title', 'Contacts'],
    ['searchbox', 'search.label', 'Search contacts'],
    ['status', 'sync.label', 'Sync status'],
    ['switch', 'sync.workOffline', 'Work offline'],
    ['region', 'card.label', 'Contact card'],
    ['field', 'card.firstName', 'First name'],
    ['field', 'card.lastName', 'Last name'],
    ['field', 'card.phone', 'Phone'],
    ['field', 'card.email', 'E-mail'],
    ['field', 'card.company', 'Company'],
    ['field', 'card.tags', 'Tags'],
    ['link', 'nav.contacts', 'Contacts'],
    ['link', 'nav.pending', 'Pending'],
    ['link', 'nav.settings', 'Settings'],
  ] as const)('keep the stable English name of the %s %s', (_role, key, name) => {
    expect(createText('en').t(key)).toBe(name)
  })
})

describe('russianPlural', () => {
  test.each([
    [0, 2],
    [1, 0],
    [2, 1],
    [4, 1],
    [5, 2],
    [11, 2],
    [12, 2],
    [14, 2],
    [21, 0],
    [22, 1],
    [100, 2],
    [101, 0],
    [111, 2],
    [112, 2],
    [1_000, 2],
    [1_002, 1],
  ])('gives %i the form %i of three', (count, form) => {
    expect(russianPlural(count, 3)).toBe(form)
  })

  test('stays within the forms that a message has', () => {
    expect([russianPlural(5, 1), russianPlural(5, 2)]).toEqual([0, 1])
  })
})

describe('createText', () => {
  test.each([
    ['en', 0, '0 contacts'],
    ['en', 1, '1 contact'],
    ['en', 2_000, '2,000 contacts'],
    ['ru', 0, '0 контактов'],
    ['ru', 1, '1 контакт'],
    ['ru', 23, '23 контакта'],
    ['ru', 2_000, '2\u00a0000 контактов'],
  ] as const)('counts in %s: %i is "%s"', (language, count, words) => {
    expect(createText(language).plural('contacts.count', count)).toBe(words)
  })
})

describe('languageOf', () => {
  test.each([
    ['ru', 'ru'],
    ['ru-RU', 'ru'],
    ['RU-by', 'ru'],
    ['en-GB', 'en'],
    ['uk', 'en'],
    ['run', 'en'],
    ['rue', 'en'],
    ['', 'en'],
  ])('speaks to a system in "%s" in %s', (system, language) => {
    expect(languageOf(system)).toBe(language)
  })
})
