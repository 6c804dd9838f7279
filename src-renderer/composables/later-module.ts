import { shallowRef, type ShallowRef } from 'vue'

/** Code that is not part of the first script. */
export interface LaterModule<M> {
  /** `null` until it is fetched. */
  readonly here: Readonly<ShallowRef<M | null>>
  /** Fetches it now; what does not come is asked for again by the next call. */
  readonly preload: () => Promise<void>
}

/** Fetches code once, when it is first asked for. */
export function laterModule<M>(load: () => Promise<M>): LaterModule<M> {
  const here = shallowRef<M | null>(null)
  let loading: Promise<void> | null = null

  function preload(): Promise<void> {
    loading ??= load()
      .then((module) => void (here.value = module))
      .catch(() => void (loading = null))
    return loading
  }

  return { here, preload }
}
