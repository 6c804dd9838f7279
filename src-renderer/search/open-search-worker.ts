/** Fetches and starts the search worker; it does nothing before it is asked to begin. */
export const openSearchWorker = (): Worker =>
  new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })
