/** The life of one simulated process: it may end at any await, and then nothing of it goes on. */
export interface Life {
  isOver(): boolean
  /** Passes on what the world answers, for as long as the process lives. */
  share<T>(work: Promise<T>): Promise<T>
  /** The process is about to touch the world: the place where a trap springs. */
  touch(): void
  /** Ends it when it touches the world for the `count`-th time from now. */
  trap(count: number): void
  end(): void
}

/** @param onEnd runs once, within the step that ends it */
export function createLife(onEnd: () => void): Life {
  let isOver = false
  let left = Infinity
  const life: Life = {
    isOver: () => isOver,
    share: async (work) =>
      new Promise((resolve, reject) => {
        work.then(
          (value) => {
            if (!isOver) resolve(value)
          },
          (error: unknown) => {
            if (!isOver) reject(error instanceof Error ? error : new Error(String(error)))
          },
        )
      }),
    touch() {
      left -= 1
      if (left <= 0) life.end()
    },
    trap(count) {
      left = count
    },
    end() {
      if (isOver) return
      isOver = true
      onEnd()
    },
  }
  return life
}
