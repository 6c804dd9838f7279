import { resolve } from 'node:path'
import { defineConfig } from '@playwright/test'

const root = resolve(import.meta.dirname, '..')

export default defineConfig({
  testDir: resolve(root, 'test/e2e'),
  testMatch: '**/*.test.ts',
  outputDir: resolve(root, 'test-results'),
  tsconfig: resolve(root, 'test/tsconfig.json'),
  globalSetup: resolve(root, 'test/e2e/support/build-interface.ts'),
  // Each test starts an app, a CRM and a browser of its own; two at a time is what two cores carry.
  workers: 2,
  // A second try tells a slow machine from a broken app; run-tests.ts names whoever needed it.
  retries: 1,
  // Only what is broken waits so long: on a busy machine an inspection of a page alone takes half a minute.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: resolve(root, '.cache/e2e.json') }]],
  // A recording of several windows costs as much as the test, and packing it has failed by itself: `--trace on` asks for one.
  use: { actionTimeout: 20_000, locale: 'en-US', viewport: { width: 1280, height: 800 }, trace: 'off' },
})
