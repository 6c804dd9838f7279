import type { Random } from '#demo-crm/seed/random.ts'
import type { Life } from './life.ts'
import type { LineEnd } from './simulated-line.ts'
import { createSimulatedLocks } from './simulated-locks.ts'
import type { VirtualTime } from './virtual-time.ts'
import { openWindowProcess, type WindowProcess, type WindowProcessOptions } from './window-process.ts'

/** The windows of one device: one that comes back whenever it dies, and at times a second one. */
export interface DeviceWindows {
  all(): readonly WindowProcess[]
  /** The one that keeps the cache; while none does, the first. */
  store(): WindowProcess | null
  /** Opens the second window, or closes it. */
  toggleSecond(): void
  /** The app is gone: nobody hears anything any more. */
  cutLines(): void
  /** @param downMs when the first one comes back */
  end(which: 'store' | 'all', downMs: number): void
  /** When the next window that opens dies: at its `touch`-th touch of the world. */
  trapNext(touch: number): void
  close(): void
}

type Given = Pick<WindowProcessOptions, 'storage' | 'profile' | 'onAccept'>

export interface DeviceWindowsOptions extends Given {
  readonly time: VirtualTime
  readonly random: Random
  /** A line to the app; rejects while it is down. */
  readonly connect: (life: Life) => LineEnd
}

const RESTART_MS = 500

/** A window, and its line once it has one. */
interface Slot {
  readonly window: WindowProcess
  line: LineEnd | null
}

export function createDeviceWindows({ connect, ...given }: DeviceWindowsOptions): DeviceWindows {
  const locks = createSimulatedLocks()
  let first: Slot | null = null
  let second: Slot | null = null
  let [isOver, downMs, nextTrap] = [false, RESTART_MS, Infinity]

  function open(onEnd: (slot: Slot) => void): Slot {
    const slot: Slot = {
      window: openWindowProcess({
        ...given,
        locks,
        connect: async (life) => {
          slot.line = connect(life)
          return slot.line
        },
        onEnd: () => {
          slot.line?.cut()
          onEnd(slot)
        },
      }),
      line: null,
    }
    return slot
  }
  function openFirst(): void {
    if (isOver) return
    first = open(() => {
      first = null
      given.time.after(downMs, openFirst)
      downMs = RESTART_MS
    })
    first.window.life.trap(nextTrap)
    nextTrap = Infinity
  }
  const slots = () => [first, second].filter((slot) => slot !== null)
  const all = () => slots().map(({ window }) => window)
  const store = () => all().find((window) => window.role() === 'store') ?? all()[0] ?? null

  openFirst()
  return {
    all,
    store,
    toggleSecond() {
      if (second !== null) return second.window.life.end()
      second = open(() => {
        second = null
      })
    },
    cutLines() {
      for (const { line } of slots()) line?.cut()
    },
    end(which, ms) {
      downMs = ms
      for (const window of which === 'all' ? all() : [store()]) window?.life.end()
      downMs = RESTART_MS
    },
    trapNext(touch) {
      nextTrap = touch
    },
    close() {
      isOver = true
      for (const window of all()) window.life.end()
    },
  }
}
