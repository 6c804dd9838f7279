import { describe, expect, test } from 'vitest'
import { createKeptLook, type KeptFrame } from '#renderer/first-look/kept-look.ts'
import type { LookElement } from '#renderer/first-look/look-tree.ts'

const fit = { build: '/assets/index-1.js', width: 1280, isDark: false, language: 'ru' }
const line: LookElement = ['div', { class: 'row', style: 'top:0', 'data-v-1a2b': '' }, [['span', {}, ['Анна']]]]
const frame: KeptFrame = {
  ...fit,
  lang: 'ru',
  sortLanguage: 'ru',
  rootStyle: '--text:#000',
  sheets: ['.n{}'],
  tree: line,
}

/** Storage of a browser with room for so many letters a value. */
function someStorage(room = Infinity) {
  const values = new Map<string, string>()
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    removeItem: (key: string) => void values.delete(key),
    setItem(key: string, value: string) {
      if (value.length > room) throw new Error('full')
      values.set(key, value)
    },
  }
  return { values, kept: createKeptLook(storage) }
}

describe('the kept look', () => {
  test('comes back as it was', () => {
    const { kept } = someStorage()
    kept.writeFrame(frame)
    kept.writeLines({ total: 9, lines: [line] })

    expect(kept.readFrame(fit)).toEqual(frame)
    expect(kept.readLines()).toEqual({ total: 9, lines: [line] })
  })

  test.each([{ build: '/assets/index-2.js' }, { width: 1281 }, { isDark: true }, { language: 'en' }])(
    'is none where the window would look otherwise: %o',
    (other) => {
      const { kept } = someStorage()
      kept.writeFrame(frame)

      expect(kept.readFrame({ ...fit, ...other })).toBeNull()
    },
  )

  test.each([
    ['no JSON', '{'],
    ['another shape', '{"total":"9","lines":[]}'],
    ['an element that runs', '{"total":1,"lines":[["script",{},["alert(1)"]]]}'],
    ['an element that loads', '{"total":1,"lines":[["div",{},[["img",{"src":"/x"},[]]]]]}'],
    ['an attribute that acts', '{"total":1,"lines":[["div",{"onclick":"alert(1)"},[]]]}'],
    ['an attribute that is no text', '{"total":1,"lines":[["div",{"class":{}},[]]]}'],
  ])('is none where the storage has %s', (_, text) => {
    const { values, kept } = someStorage()
    values.set('look-lines', text)

    expect(kept.readLines()).toBeNull()
  })

  test('is gone, not the one of before, where there is no room', () => {
    const { kept } = someStorage(200)
    kept.writeLines({ total: 1, lines: [line] })
    const before = kept.readLines()

    kept.writeLines({ total: 2, lines: [line, line, line] })

    expect([before?.total, kept.readLines()]).toEqual([1, null])
  })
})
