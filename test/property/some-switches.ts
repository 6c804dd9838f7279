import type { PartialSwitches } from '#demo-crm/amocrm/switches.ts'
import { createRandom } from '#demo-crm/seed/random.ts'

/** What the manual leaves open is tried both ways; half of all histories stay with the friendliest reading. */
export function someSwitches(seed: number): PartialSwitches {
  const random = createRandom(seed, 2)
  if (random.chance(0.5)) return {}
  return {
    badBatch: random.pick(['reject-all', 'save-good']),
    missingPatchId: random.pick(['reject', 'skip', 'not-found']),
    secondCompany: random.pick(['replace', 'reject']),
    noLinks: random.pick(['empty-list', 'no-content']),
    singlePatchAnswer: random.pick(['both', 'embedded', 'root']),
    patchRequestId: random.pick(['when-sent', 'always', 'never']),
    missingStatus: random.pick([204, 404]),
    trashedFields: random.pick(['all', 'bare']),
    eventsOrder: random.pick(['asc', 'desc']),
    mergeEventOf: random.pick(['survivor', 'absorbed']),
    leadTagKeys: random.pick(['heeded', 'ignored']),
  }
}
