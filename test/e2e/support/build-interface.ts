import { ensureInterface } from '#hosts/start/build-interface.ts'

/** Once before all tests: two apps that start at the same time must not both build. */
// eslint-disable-next-line no-restricted-syntax -- Playwright takes its set-up from the default export.
export default async function buildInterface(): Promise<void> {
  const isBuilt = await ensureInterface((line) => console.log(line))
  if (!isBuilt) throw new Error('The interface could not be built; the reason is above.')
}
