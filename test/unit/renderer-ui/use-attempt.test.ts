import { describe, expect, test } from 'vitest'
import { useAttempt } from '#renderer/composables/use-attempt.ts'
import { createText } from '#test/support/text.ts'
import { AppError } from '#shared/errors/app-error.ts'

describe('useAttempt', () => {
  test('is acting until what was asked for has ended', async () => {
    const { isActing, failure, attempt } = useAttempt(createText('en'))
    const seen: boolean[] = []

    await attempt(async () => void seen.push(isActing.value))

    expect([seen, isActing.value, failure.value]).toEqual([[true], false, ''])
  })

  test('says in words why it failed, until the next attempt', async () => {
    const { isActing, failure, attempt } = useAttempt(createText('en'))

    await attempt(async () => Promise.reject(new AppError('storage/failed', 'disk full')))
    const told = failure.value
    await attempt(async () => Promise.resolve())

    expect(told).not.toBe('')
    expect(told).not.toContain('disk full')
    expect([isActing.value, failure.value]).toEqual([false, ''])
  })
})
