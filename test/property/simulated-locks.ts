import type { Life } from './life.ts'

/** The browser's locks of one profile: whoever asks first holds it, until it lets go or dies. */
export interface SimulatedLocks {
  /** As one window sees them. */
  of(life: Life): Pick<LockManager, 'request'>
  /** The window has died: its locks are free and its wishes forgotten. */
  drop(life: Life): void
}

interface Wish {
  readonly life: Life
  readonly grant: () => void
}

export function createSimulatedLocks(): SimulatedLocks {
  /** The first of each line holds the lock. */
  const lines = new Map<string, Wish[]>()

  function leave(name: string, isLeaving: (wish: Wish) => boolean): void {
    const line = lines.get(name) ?? []
    const [holder] = line
    const staying = line.filter((wish) => !isLeaving(wish))
    lines.set(name, staying)
    if (staying[0] !== holder) staying[0]?.grant()
  }

  return {
    of: (life) => ({
      request: (async (name: string, _options: unknown, work: () => Promise<unknown>) => {
        await new Promise<void>((resolve) => {
          const line = lines.get(name) ?? []
          lines.set(name, [...line, { life, grant: resolve }])
          if (line.length === 0) resolve()
        })
        try {
          return await work()
        } finally {
          leave(name, (wish) => wish.life === life)
        }
      }) as LockManager['request'],
    }),
    drop(life) {
      for (const name of lines.keys()) leave(name, (wish) => wish.life === life)
    },
  }
}
