import { createRandom } from '#demo-crm/seed/random.ts'
import { withBulkEdits } from './bulk-steps.ts'
import { withChats } from './chat-steps.ts'
import { companyKinds, dealTagKinds, portalCompanyKinds, portalKinds, requisiteKinds, withDeals } from './deal-steps.ts'
import { withDeletions } from './delete-steps.ts'
import { withFieldEdits } from './field-steps.ts'
import { withImports } from './import-steps.ts'
import { plainNeighbourKinds, withNeighbours } from './neighbour-steps.ts'
import { someDeed, somePause } from './some-deed.ts'
import { someSwitches } from './some-switches.ts'
import type { Plan } from './steps.ts'
import { withTwins } from './twin-steps.ts'

/** The history of a seed. @param crms `both`: with a CRM of the second kind at home */
export function planHistory(seed: number, crms?: Plan['crms']): Plan {
  const random = createRandom(seed, 0)
  const devices = 1 + random.int(3)
  const count = 8 + random.int(28)
  const plain = Array.from({ length: count }, (_, n) => ({
    ...someDeed(random, devices, n),
    thenMs: somePause(random),
  }))
  const steps = withFieldEdits(seed, devices, plain)
  const isMarked = createRandom(seed, 3).chance(0.5)
  if (crms === 'both') {
    const written = withNeighbours(seed, devices, withDeletions(seed, devices, steps), plainNeighbourKinds)
    const beside = withDeals(seed, devices, withDeals(seed, devices, written, portalKinds), requisiteKinds)
    const housed = withDeals(seed, devices, beside, portalCompanyKinds)
    const edited = withImports(seed, devices, withBulkEdits(seed, devices, housed))
    return { seed, devices, crms, switches: someSwitches(seed), isMarked, steps: edited }
  }
  const beside = withDeals(seed, devices, withChats(seed, devices, withNeighbours(seed, devices, steps)))
  const tagged = withDeals(seed, devices, beside, dealTagKinds)
  const housed = withDeals(seed, devices, tagged, companyKinds)
  const written = withImports(seed, devices, withBulkEdits(seed, devices, housed))
  const twins = withTwins(seed, devices, written)
  // With a key on it a contact is known: nobody has to be asked.
  if (twins !== null) return { seed, devices, switches: someSwitches(seed), isMarked: false, steps: twins }
  return { seed, devices, switches: someSwitches(seed), isMarked, steps: written }
}
