import type { AppError } from '#shared/errors/app-error.ts'

/** What it failed with; a test that counts on a failure is wrong when none comes. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const failure = await work.then(
    () => null,
    (error: AppError) => error,
  )
  if (failure === null) throw new Error('did not fail')
  return failure
}
