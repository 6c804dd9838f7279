import { createRandom } from '#demo-crm/seed/random.ts'
import type { Step } from './steps.ts'

/** No other step has numbers like these. */
const FIRST_NUMBER = 4_000

/** In some histories people give chats to contacts, and colleagues move them. By chance of its own, as notes and tasks. */
export function withChats(seed: number, devices: number, steps: readonly Step[]): readonly Step[] {
  const random = createRandom(seed, 8)
  if (random.chance(0.6)) return steps
  const added = [...steps]
  for (let count = 2 + random.int(5), n = FIRST_NUMBER; count > 0; count--, n++) {
    const [pick, thenMs] = [random.int(8), random.int(1_500)]
    const step: Step = random.chance(0.3)
      ? { do: 'move-chat', pick, n, thenMs }
      : { do: 'bind-chat', device: random.int(devices), pick, n, thenMs }
    added.splice(random.int(added.length + 1), 0, step)
  }
  return added
}
