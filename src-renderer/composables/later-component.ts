import { h, shallowRef, type Component, type FunctionalComponent } from 'vue'

/** A component that is not part of the first script. */
export interface LaterComponent<C extends Component> {
  /** Shows nothing until it is fetched; from then on it is there at once, so that the focus can be put into it. */
  readonly component: C
  /** Fetches it now; what does not come is asked for again when it is shown. */
  readonly preload: () => Promise<void>
}

/** Fetches a component when it is first shown, or before. */
export function laterComponent<C extends Component>(load: () => Promise<{ readonly default: C }>): LaterComponent<C> {
  const loaded = shallowRef<Component | null>(null)
  let loading: Promise<void> | null = null

  function preload(): Promise<void> {
    loading ??= load()
      .then((module) => void (loaded.value = module.default))
      .catch(() => void (loading = null))
    return loading
  }

  const wrapper: FunctionalComponent = (_props, { attrs, slots }) => {
    if (loaded.value !== null) return h(loaded.value, attrs, slots)
    void preload()
    return null
  }
  wrapper.inheritAttrs = false
  // It takes what the component takes, and hands all of it on.
  return { component: wrapper as unknown as C, preload }
}
