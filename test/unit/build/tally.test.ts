import { describe, expect, test } from 'vitest'
import { tallyPlaywright, tallyVitest, withVerdict } from '../../../build/tally.ts'

const file = (name: string, status: string, ...tests: readonly string[]) => ({
  name,
  status,
  assertionResults: tests.map((one, index) => ({ status: one, fullName: `${name} ${index}` })),
})

describe('sum of the suites', () => {
  test('counts the tests of each suite apart', () => {
    const report = {
      testResults: [
        file('/project/test/unit/a.test.ts', 'passed', 'passed', 'passed'),
        file('C:\\project\\test\\unit\\b.test.ts', 'failed', 'passed', 'failed'),
        file('/project/test/integration/c.test.ts', 'passed', 'passed', 'skipped'),
      ],
    }

    const tallies = tallyVitest(report, ['unit', 'integration'])

    expect(tallies).toEqual([
      { suite: 'unit', passed: 3, failed: 1, skipped: [] },
      { suite: 'integration', passed: 1, failed: 0, skipped: ['/project/test/integration/c.test.ts 1'] },
    ])
  })

  test.each([
    ['could not be loaded', []],
    ['failed outside of its tests', ['passed']],
  ])('counts a file that %s as one failure', (_what, tests) => {
    const [tally] = tallyVitest({ testResults: [file('/project/test/unit/a.test.ts', 'failed', ...tests)] }, ['unit'])

    expect(tally?.failed).toBe(1)
  })

  test('takes a suite that ran no test for a failure', () => {
    const tallies = withVerdict([{ suite: 'unit', passed: 0, failed: 0, skipped: [] }], 0)

    expect(tallies).toEqual([{ suite: 'unit (ran no test)', passed: 0, failed: 1, skipped: [] }])
  })

  test('takes a tool that ended badly for a failure although every test passed', () => {
    const passed = { suite: 'unit', passed: 5, failed: 0, skipped: [] }

    const tallies = withVerdict([passed], 1)

    expect(tallies).toEqual([passed, { suite: 'the test tool itself', passed: 0, failed: 1, skipped: [] }])
  })

  test('counts a test that needed a second try as passed, and errors outside of tests as failed', () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] })
    const report = {
      suites: [
        {
          specs: [spec('opens', 'expected'), spec('flickers', 'flaky')],
          suites: [{ specs: [spec('breaks', 'unexpected'), spec('needs Electron', 'skipped')] }],
        },
      ],
      errors: [{ message: 'the set-up failed' }],
    }

    const tally = tallyPlaywright(report, 'e2e')

    expect(tally).toEqual({ suite: 'e2e', passed: 2, failed: 2, skipped: ['needs Electron'] })
  })
})
