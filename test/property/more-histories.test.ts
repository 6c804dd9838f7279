import { describe, expect, test } from 'vitest'
import { PATIENCE_MS, sampleHistories } from './sample-histories.ts'

// A file of its own: it runs beside the other one, on another core.
describe('more histories under faults', () => {
  test(
    'lose nothing, do nothing twice and end equal on all sides (seeds 1,000,001 and up)',
    async () => {
      const report = await sampleHistories({ first: 1_000_001 })

      expect(report.failures).toEqual([])
    },
    PATIENCE_MS,
  )
})
