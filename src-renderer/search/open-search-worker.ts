/** The one database of this profile. */
export const DATABASE = 'kartoteka'

/** Fetches and starts the search worker; it does nothing before it is asked to begin. */
export const openSearchWorker = (): Worker =>
  new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' })

/**
 * Has the worker begin before there is a window that could ask for it. The window asks for the same afterwards, and hears
 * how far it is.
 */
export function startEarly(worker: Worker, payload: { readonly database: string; readonly language: string }): void {
  // No question of the window has this number: its answer is nobody's.
  worker.postMessage({ id: 0, name: 'start', payload })
}
