import { describe, expect, test } from 'vitest'
import { undoneKey } from '#renderer/composables/decision-words.ts'
import { createText } from '#test/support/text.ts'

describe('undoneKey', () => {
  test.each([
    ['mine', 'Undone: the CRM’s value is back', 'Отменено: снова значение из CRM'],
    ['edited', 'Undone: the CRM’s value is back', 'Отменено: снова значение из CRM'],
    ['theirs', 'Undone: your value is sent after all', 'Отменено: ваше значение всё-таки отправится'],
    ['discarded', 'Undone', 'Отменено'],
    [undefined, 'Undone', 'Отменено'],
  ] as const)('says what is true once "%s" is undone', (decision, en, ru) => {
    expect([createText('en').t(undoneKey(decision)), createText('ru').t(undoneKey(decision))]).toEqual([en, ru])
  })
})
