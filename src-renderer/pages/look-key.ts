import type { InjectionKey } from 'vue'
import type { FirstLook } from '../first-look/first-look.ts'

export interface GivenLook {
  /** The picture that stands until the window is there; `null` where there is none. */
  readonly look: FirstLook | null
  /** Names this build of the interface. */
  readonly build: string
}

/** What the first script gives to the window. */
export const lookKey: InjectionKey<GivenLook> = Symbol('first look')
