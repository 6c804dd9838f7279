import type { Channel, Envelope } from '#shared/ipc/envelope.ts'

interface ChannelEnd extends Channel {
  /** Cuts the line; both ends hear it. */
  cut(): void
}

/** Two ends of one line in memory. Messages are cloned as JSON, as over a socket, and arrive in order, later. */
export function channelPair(): readonly [ChannelEnd, ChannelEnd] {
  const hearing: [((message: unknown) => void)[], ((message: unknown) => void)[]] = [[], []]
  const closing: (() => void)[] = []
  let isCut = false
  const cut = () => {
    isCut = true
    for (const listener of closing) listener()
  }
  const end = (own: 0 | 1, other: 0 | 1): ChannelEnd => ({
    send(message: Envelope) {
      const copy: unknown = JSON.parse(JSON.stringify(message))
      queueMicrotask(() => {
        if (!isCut) for (const listener of hearing[other]) listener(copy)
      })
    },
    onMessage: (listener) => void hearing[own].push(listener),
    onClose: (listener) => void closing.push(listener),
    cut,
  })
  return [end(0, 1), end(1, 0)]
}
