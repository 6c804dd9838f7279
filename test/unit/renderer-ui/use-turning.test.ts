import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { useTurning } from '#renderer/composables/use-turning.ts'

function someMark() {
  vi.useFakeTimers()
  const [scope, isBusy] = [effectScope(), shallowRef(false)]
  onTestFinished(() => {
    scope.stop()
    vi.useRealTimers()
  })
  const rotate = scope.run(() => useTurning(() => isBusy.value))
  return { isBusy, turned: () => rotate?.value }
}

describe('useTurning', () => {
  test('turns a mark round in steps while something goes on', async () => {
    const { isBusy, turned } = someMark()

    isBusy.value = true
    await nextTick()
    const seen = [turned()]
    for (let step = 0; step < 8; step++) {
      vi.advanceTimersByTime(250)
      seen.push(turned())
    }

    expect(seen).toEqual([0, 45, 90, 135, 180, 225, 270, 315, 0].map((degrees) => `${degrees}deg`))
  })

  test('has it upright and still when nothing goes on any more', async () => {
    const { isBusy, turned } = someMark()
    isBusy.value = true
    await nextTick()
    vi.advanceTimersByTime(500)

    isBusy.value = false
    await nextTick()
    vi.advanceTimersByTime(5_000)

    expect([turned(), vi.getTimerCount()]).toEqual(['0deg', 0])
  })
})
