import { describe, expect, test } from 'vitest'
import { composeName, splitName } from '#shared/domain/contact.ts'

describe('splitName', () => {
  test.each([
    ['Анна Петрова', 'Анна', 'Петрова'],
    ['Петрова Анна Ивановна', 'Петрова', 'Анна Ивановна'],
    ['  Prince ', 'Prince', ''],
    ['', '', ''],
  ])('of "%s" gives parts that compose to it again', (name, firstName, lastName) => {
    expect(splitName(name)).toEqual({ firstName, lastName })
    expect(composeName(firstName, lastName)).toBe(name.trim())
  })
})
