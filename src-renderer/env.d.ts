/// <reference types="vite/client" />

declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent
  // eslint-disable-next-line no-restricted-syntax -- what a component file exports is Vue's to say
  export default component
}
