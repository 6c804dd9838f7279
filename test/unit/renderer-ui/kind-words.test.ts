import { describe, expect, test } from 'vitest'
import { emailKinds, phoneKinds, webTypes } from '#core/connectors/bitrix24/point-kinds.ts'
import { kindText } from '#renderer/composables/kind-words.ts'
import { messengerText } from '#renderer/composables/part-words.ts'
import { createText } from '#test/support/text.ts'

describe('what a phone, an e-mail or a site is', () => {
  test('is said in the language of the user, whichever kind of a CRM it is', () => {
    const text = createText('ru')
    const spoken = [...phoneKinds, ...emailKinds].map((kind) => kindText(kind, text))

    expect(spoken.filter((word) => !/^[а-яё ]+$/u.test(word))).toEqual([])
  })

  test('is a name of its own where it is one, and else a word', () => {
    const spoken = webTypes.map((code) => messengerText(code, createText('ru')))

    expect(spoken).toEqual(['рабочий', 'домашний', 'VK', 'Livejournal', 'Twitter', 'другой'])
  })
})
