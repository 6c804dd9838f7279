import type { World } from './world.ts'

/** Nothing that a user waits for takes longer. */
const LIMIT_MS = 180_000

/** Waits for what takes virtual time. @returns `null` when it failed, or never ended: whoever asked died meanwhile */
export async function soon<T>({ time }: World, work: () => Promise<T>): Promise<T | null> {
  let result: { readonly value: T } | { readonly error: unknown } | null = null
  work().then(
    (value) => (result = { value }),
    (error: unknown) => (result = { error }),
  )
  await time.run(() => result !== null, LIMIT_MS)
  const settled = result as { readonly value: T } | { readonly error: unknown } | null
  return settled !== null && 'value' in settled ? settled.value : null
}
