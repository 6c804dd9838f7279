import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emailKinds, phoneKinds, toPointCode, toPointKind } from '#core/connectors/amocrm/point-kinds.ts'

describe('kinds of phones and e-mails', () => {
  test.each([
    ['WORK', 'work'],
    ['WORKDD', 'direct'],
    ['MOB', 'mobile'],
    ['FAX', 'fax'],
    ['HOME', 'home'],
    ['OTHER', 'other'],
    ['PRIV', 'private'],
    ['CALLBACK', 'callback'],
    ['MOBILE', 'mob'],
    ['DIRECT', 'workdd'],
  ])('%s is %s, both ways', (code, kind) => {
    expect(toPointKind(code)).toBe(kind)
    expect(toPointCode(kind)).toBe(code)
  })

  test('no two codes become one kind', () => {
    const codes = fc.stringMatching(/^[A-Z0-9_]{1,8}$/)

    fc.assert(
      fc.property(codes, (code) => {
        expect(toPointCode(toPointKind(code))).toBe(code)
      }),
      { verbose: 1 },
    )
  })

  test('the usual kind is offered first', () => {
    expect(phoneKinds).toEqual(['work', 'direct', 'mobile', 'fax', 'home', 'other'])
    expect(emailKinds).toEqual(['work', 'private', 'other'])
  })
})
