import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'

/** What a suite came to. */
export interface Tally {
  readonly suite: string
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

const VitestReportSchema = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      assertionResults: v.array(v.object({ status: v.string(), fullName: v.string() })),
    }),
  ),
})

/** Counts per suite. A file that could not even be loaded has no tests in the report; it counts as one failed. */
export function tallyVitest(report: unknown, suites: readonly string[]): readonly Tally[] {
  const { testResults } = v.parse(VitestReportSchema, report)
  return suites.map((suite) => {
    const files = testResults.filter(({ name }) => name.replaceAll('\\', '/').includes(`/test/${suite}/`))
    const tests = files.flatMap((file) => file.assertionResults)
    const failedTests = tests.filter(({ status }) => status === 'failed').length
    const brokenFiles = files.filter(
      (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
    ).length
    return {
      suite,
      passed: tests.filter(({ status }) => status === 'passed').length,
      failed: failedTests + brokenFiles,
      skipped: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map((test) => test.fullName),
    }
  })
}

const PlaywrightSuiteSchema: v.GenericSchema<unknown, PlaywrightSuite> = v.object({
  specs: v.optional(
    v.array(v.object({ title: v.string(), tests: v.array(v.object({ status: v.optional(v.string()) })) })),
    [],
  ),
  suites: v.optional(v.array(v.lazy(() => PlaywrightSuiteSchema)), []),
})

interface PlaywrightSuite {
  readonly specs: readonly {
    readonly title: string
    readonly tests: readonly { readonly status?: string | undefined }[]
  }[]
  readonly suites: readonly PlaywrightSuite[]
}

const PlaywrightReportSchema = v.object({
  suites: v.array(PlaywrightSuiteSchema),
  errors: v.optional(v.array(v.unknown()), []),
})

/**
 * A test that passed only on a later try counts as passed, and Playwright's own summary names it as flaky: with a real
 * browser, app and CRM on a shared machine a first try may run out of time.
 */
export function tallyPlaywright(report: unknown, suite: string): Tally {
  const { suites, errors } = v.parse(PlaywrightReportSchema, report)
  const results = suites.flatMap(flattenSuite)
  const failed = results.filter(({ status }) => status === 'unexpected').length
  return {
    suite,
    passed: results.filter(({ status }) => status === 'expected' || status === 'flaky').length,
    // An error outside of any test (a file that does not load, a failed set-up) has no result to count.
    failed: failed + errors.length,
    skipped: results.filter(({ status }) => status === 'skipped').map(({ title }) => title),
  }
}

const flattenSuite = ({ specs, suites }: PlaywrightSuite): { readonly title: string; readonly status: string }[] => [
  ...specs.flatMap(({ title, tests }) => tests.map(({ status }) => ({ title, status: status ?? 'unexpected' }))),
  ...suites.flatMap(flattenSuite),
]

/** The report of a tool that got far enough to write one. */
export function readReport(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}

/** A tool that ended badly without one failed test did fail; a suite without tests proves nothing. */
export function withVerdict(tallies: readonly Tally[], exitCode: number | null): readonly Tally[] {
  const checked = tallies.map((tally) => {
    const ran = tally.passed + tally.failed + tally.skipped.length
    return ran === 0 ? { ...tally, suite: `${tally.suite} (ran no test)`, failed: 1 } : tally
  })
  if (exitCode === 0 || checked.some(({ failed }) => failed > 0)) return checked
  return [...checked, { suite: 'the test tool itself', passed: 0, failed: 1, skipped: [] }]
}
