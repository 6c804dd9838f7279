import { effectScope, nextTick, shallowRef } from 'vue'
import { expect, onTestFinished, test } from 'vitest'
import type { CustomItem } from '#shared/domain/contact.ts'
import { useTakenItem } from '#renderer/composables/use-taken-item.ts'

const anna: CustomItem = { value: 'anna.p', code: 'SKYPE' }

test.each<{ readonly what: string; readonly then: readonly CustomItem[]; readonly left: CustomItem | null }>([
  { what: 'stays on its way while edits of other fields bring the same values anew', then: [], left: anna },
  { what: 'has come back when the field shows it', then: [anna], left: null },
])('a new value $what', async ({ then, left }) => {
  const items = shallowRef<readonly CustomItem[]>([])
  const scope = effectScope()
  onTestFinished(() => scope.stop())
  const taken = scope.run(() => useTakenItem(() => items.value))
  if (taken === undefined) throw new Error('no scope')
  taken.value = anna

  items.value = [...then]
  await nextTick()

  expect(taken.value).toEqual(left)
})
