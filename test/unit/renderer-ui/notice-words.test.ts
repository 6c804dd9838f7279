import { describe, expect, test } from 'vitest'
import { noticeText } from '#renderer/composables/notice-words.ts'
import { createText } from '#test/support/text.ts'
import type { Notice } from '#shared/ipc/notices.ts'

const lost = (count: number | null): Notice => ({ kind: 'edits-lost', id: 'a', at: 0, lost: count })
const salvaged = (kept: number, broken: number): Notice => ({
  ...{ kind: 'journal-salvaged', id: 'a', at: 0 },
  ...{ kept, broken, keptIn: '/profile/journal.sqlite-damaged-1' },
})

describe('noticeText', () => {
  test.each([
    ['en', lost(1), '1 edit that had been saved was not in it'],
    ['en', lost(3), '3 edits that had been saved were not in it'],
    ['en', lost(null), 'was gone'],
    ['en', salvaged(2, 0), '2 edits were read from it and go on. The damaged file is kept: /profile/journal'],
    ['en', salvaged(2, 1), '1 more could be read in part only'],
    ['en', salvaged(0, 0), 'no unsent edit was found in it'],
    ['ru', salvaged(0, 0), 'правок в нём не нашлось'],
    ['ru', lost(1), 'нет 1 сохранённой правки'],
    ['ru', lost(5), 'нет 5 сохранённых правок'],
    ['ru', lost(null), 'пропал'],
    ['ru', salvaged(1, 0), 'прочитана 1 правка'],
    ['ru', salvaged(3, 2), 'прочитаны 3 правки, они в очереди. Ещё 2 прочитаны лишь частично'],
    ['ru', salvaged(5, 0), 'прочитано 5 правок'],
  ] as const)('says in %s what %o means', (language, notice, words) => {
    expect(noticeText(notice, createText(language))).toContain(words)
  })
})
