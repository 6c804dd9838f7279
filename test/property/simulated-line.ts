import type { Channel, Envelope } from '#shared/ipc/envelope.ts'
import type { Life } from './life.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface LineEnd extends Channel {
  /** Cuts the line; whoever lives at an end hears it. What is under way is lost. */
  cut(): void
}

export interface LineOptions {
  readonly time: VirtualTime
  readonly lives: readonly [Life, Life]
  /** Milliseconds that the next message takes; none overtakes another. */
  readonly delayMs: () => number
  /** Whether main's next request arrives twice, as after a reconnect. */
  readonly isDoubled: (name: string) => boolean
}

/** Two ends of the line between a window and main. Messages are cloned as JSON, as over a socket. */
export function createLine({ time, lives, delayMs, isDoubled }: LineOptions): readonly [LineEnd, LineEnd] {
  const hearing: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []]
  const closing: [(() => void)[], (() => void)[]] = [[], []]
  const freeAt: [number, number] = [0, 0]
  let isCut = false

  function cut(): void {
    if (isCut) return
    isCut = true
    for (const side of [0, 1] as const) {
      if (!lives[side].isOver()) for (const listener of closing[side]) listener()
    }
  }

  function deliver(to: 0 | 1, text: string): void {
    // A connection is in order: later messages arrive later.
    freeAt[to] = Math.max(freeAt[to], time.now() + delayMs())
    time.after(freeAt[to] - time.now(), () => {
      if (isCut || lives[to].isOver()) return
      lives[to].touch()
      if (lives[to].isOver()) return
      for (const listener of hearing[to]) listener(JSON.parse(text))
    })
  }

  const end = (own: 0 | 1, other: 0 | 1): LineEnd => ({
    send(message: Envelope) {
      if (isCut || lives[own].isOver()) return
      lives[own].touch()
      if (lives[own].isOver()) return
      const text = JSON.stringify(message)
      deliver(other, text)
      if (message.kind === 'request' && isDoubled(message.name)) deliver(other, text)
    },
    onMessage: (listener) => void hearing[own].push(listener),
    onClose: (listener) => void closing[own].push(listener),
    cut,
  })
  return [end(0, 1), end(1, 0)]
}
