/** Time as core sees it. */
export interface Clock {
  /** Milliseconds since the epoch, by this device: may jump. */
  now(): number
  /** Resolves after `ms`. Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
