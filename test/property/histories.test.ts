import { describe, expect, test } from 'vitest'
import { PATIENCE_MS, sampleHistories } from './sample-histories.ts'

describe('histories under faults', () => {
  test(
    'lose nothing, do nothing twice and end equal on all sides (seeds 1 and up)',
    async () => {
      const report = await sampleHistories({ first: 1 })

      expect(report.failures).toEqual([])
    },
    PATIENCE_MS,
  )
})
