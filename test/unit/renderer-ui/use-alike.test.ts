import { describe, expect, test } from 'vitest'
import { useAlike, type Alike } from '#renderer/composables/use-alike.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { reachKey } from '#shared/domain/same-text.ts'

const anna: Alike = { id: 'acc1.1' as ContactId, name: 'Anna' }

describe('who is there already', () => {
  test.each([
    ['+7 (900) 111-22-33', '9001112233'],
    ['8 900 111 22 33', '9001112233'],
    ['112', ''],
    [' Anna@Example.com ', 'anna@example.com'],
    ['anna@', ''],
    ['', ''],
  ])('is compared for %j by %j', (text, key) => {
    expect(reachKey(text)).toBe(key)
  })

  test('is asked for once for each number, and told once', async () => {
    const asked: string[] = []
    const { alike, look } = useAlike(async (reach) => {
      asked.push(reach)
      return Promise.resolve([anna])
    })

    await look(['+7 900 111 22 33', 'anna@example.com', '12'])
    await look(['8 900 111-22-33', 'anna@example.com'])

    expect([alike.value, asked]).toEqual([[anna], ['+7 900 111 22 33', 'anna@example.com']])
  })

  test('is nobody once the number is another one, however late the first answer comes', async () => {
    const slow = Promise.withResolvers<readonly Alike[]>()
    const { alike, look } = useAlike((reach) => (reach === '11111' ? slow.promise : Promise.resolve([])))

    const first = look(['11111'])
    await look(['22222'])
    slow.resolve([anna])
    await first

    expect(alike.value).toEqual([])
  })
})
