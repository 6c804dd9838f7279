import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

/** One project per room of `test/`, so that each suite can be run alone: `npx vitest --project unit`. */
const suites = ['architecture', 'unit', 'contract', 'integration', 'property']

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    projects: suites.map((name) => ({
      extends: true,
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        environment: 'node',
        // Dexie looks for IndexedDB when it is loaded: whatever a test imports first, it has to be there.
        setupFiles: name === 'integration' ? ['test/support/browser-storage.ts'] : [],
      },
    })),
    // Left to itself it takes one core less than there are: on two, the long files would wait for each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
  },
})
