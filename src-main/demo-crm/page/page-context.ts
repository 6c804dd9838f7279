import type { ControlContext } from '../control/control-api.ts'

/** Where another account of this server is. */
export type OtherAccount = { readonly amocrm: { readonly url: string } }

export type PageOptions = {
  /** All accounts of this server, this one included. */
  readonly others: () => readonly OtherAccount[]
}

/** What the page shows and turns. */
export type PageContext = ControlContext &
  PageOptions & {
    /** Path that its forms go to. It holds the unguessable segment, so that a page from elsewhere cannot send them. */
    readonly formAction: string
  }
