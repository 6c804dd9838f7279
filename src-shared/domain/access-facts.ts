/** What a CRM says of a sign-in at this moment; what it does not tell is `null`. */
export interface AccessFacts {
  /** Who is signed in, by name. */
  readonly userName: string | null
  /** The integration that lets us in; none where somebody's own token or webhook does. */
  readonly application: ApplicationFacts | null
  /** The plan of the account, in the CRM's own word. */
  readonly license: string | null
}

export interface ApplicationFacts {
  readonly version: string
  /** The CRM's own letter or word. */
  readonly status: string
  readonly isInstalled: boolean
  readonly isPaymentExpired: boolean
  /** Until its trial or its payment ends; `null` where nothing ends. */
  readonly daysLeft: number | null
}
