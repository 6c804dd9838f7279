import { computed, h, type Component, type ComputedRef, type FunctionalComponent } from 'vue'
import { laterModule } from './later-module.ts'

/** A component that is not part of the first script. */
export interface LaterComponent<C extends Component> {
  /** Shows nothing until it is fetched; from then on it is there at once, so that the focus can be put into it. */
  readonly component: C
  /** Fetches it now; what does not come is asked for again when it is shown. */
  readonly preload: () => Promise<void>
  readonly isHere: ComputedRef<boolean>
}

/** Fetches a component when it is first shown, or before. */
export function laterComponent<C extends Component>(load: () => Promise<{ readonly default: C }>): LaterComponent<C> {
  const { here, preload } = laterModule(load)

  const wrapper: FunctionalComponent = (_props, { attrs, slots }) => {
    if (here.value !== null) return h(here.value.default, attrs, slots)
    void preload()
    return null
  }
  wrapper.inheritAttrs = false
  // It takes what the component takes, and hands all of it on.
  return { component: wrapper as unknown as C, preload, isHere: computed(() => here.value !== null) }
}
