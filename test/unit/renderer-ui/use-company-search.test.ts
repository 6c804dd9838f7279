import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { CompanyChoice } from '#renderer/components/card/card-context.ts'
import { useCompanySearch } from '#renderer/components/card/use-company-search.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function look(name: string, search: (text: string) => Promise<readonly CompanyChoice[]>) {
  const typed = shallowRef('')
  const scope = effectScope()
  const found = scope.run(() => useCompanySearch(typed, () => search))
  if (found === undefined) throw new Error('no scope')
  typed.value = name
  await nextTick()
  await vi.runAllTimersAsync()
  const seen = { isUnknown: found.isUnknown.value, suggestions: found.suggestions.value }
  scope.stop()
  return seen
}

describe('the search for a company that is being typed', () => {
  test('says that nobody knows it', async () => {
    expect(await look('Acme', async () => Promise.resolve([]))).toEqual({ isUnknown: true, suggestions: [] })
  })

  test('does not say so where it could not look', async () => {
    const broken = async () => Promise.reject(new Error('the disk is broken'))

    expect(await look('Acme', broken)).toEqual({ isUnknown: false, suggestions: [] })
  })
})
