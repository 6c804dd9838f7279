import { randomUUID } from 'node:crypto'
import type { Random } from '#core/ports/random.ts'

/** Chance of this device. Jitter needs no cryptographic source; ids get one. */
export const systemRandom: Random = {
  next: () => Math.random(),
  uuid: () => randomUUID(),
}
