/** The CRMs that can be signed in to. What is particular to one of them stands here as data, or below `connectors/`. */
export const providers = ['amocrm', 'bitrix24'] as const
export type Provider = (typeof providers)[number]

/** What is typed to sign in. What each means to a CRM stands with its ways. */
export const signInFields = ['address', 'token', 'clientId', 'clientSecret', 'redirectUri', 'code'] as const
export type SignInField = (typeof signInFields)[number]

/**
 * The ways into an account: something that opens it and that somebody has made; or an integration, whose code comes by way of
 * the browser, or is pasted where that cannot lead back to this computer.
 */
export type SignInWay = 'token' | 'browser' | 'code'

export interface SignInWayFacts {
  readonly way: SignInWay
  /** In the order in which they are asked for; a code is last, because its time runs. */
  readonly fields: readonly SignInField[]
}

interface ProviderFacts {
  /** Accounts live below these, and so do the pages that the app links to. */
  readonly domains: readonly string[]
  /** The usual one first. */
  readonly signIn: readonly SignInWayFacts[]
  /** How an address looks. */
  readonly sampleAddress: string
  /** Its own pages of records, `{id}` in the place of the record's; a kind that is not there has none. */
  readonly pages: { readonly [K in PageKind]?: string }
}

/** What the CRM shows on a page of its own. */
export type PageKind = 'contacts' | 'companies' | 'deals' | 'leads' | 'customers'

const integration = ['address', 'clientId', 'clientSecret', 'redirectUri'] as const

export const providerFacts: Readonly<Record<Provider, ProviderFacts>> = {
  amocrm: {
    domains: ['amocrm.ru', 'amocrm.com', 'amocrm.kz', 'kommo.com'],
    signIn: [
      { way: 'token', fields: ['address', 'token'] },
      { way: 'browser', fields: integration },
      { way: 'code', fields: [...integration, 'code'] },
    ],
    sampleAddress: 'company.amocrm.ru',
    // What it calls leads are deals.
    pages: {
      ...{ contacts: '/contacts/detail/{id}', companies: '/companies/detail/{id}' },
      ...{ deals: '/leads/detail/{id}', customers: '/customers/detail/{id}' },
    },
  },
  bitrix24: {
    // Of its cloud. Portals on servers of their own may be anywhere.
    domains: [
      ...['bitrix24.ru', 'bitrix24.com', 'bitrix24.by', 'bitrix24.kz', 'bitrix24.eu', 'bitrix24.de', 'bitrix24.fr'],
      ...['bitrix24.es', 'bitrix24.it', 'bitrix24.pl', 'bitrix24.in', 'bitrix24.jp', 'bitrix24.vn', 'bitrix24.id'],
      ...['bitrix24.cn', 'bitrix24.com.br', 'bitrix24.com.tr'],
    ],
    signIn: [
      // A webhook: its address is all there is to it.
      { way: 'token', fields: ['token'] },
      { way: 'browser', fields: integration },
      // Where the application has no redirect address, the page shows the code.
      { way: 'code', fields: ['address', 'clientId', 'clientSecret', 'code'] },
    ],
    sampleAddress: 'company.bitrix24.ru',
    pages: {
      ...{ contacts: '/crm/contact/details/{id}/', companies: '/crm/company/details/{id}/' },
      ...{ deals: '/crm/deal/details/{id}/', leads: '/crm/lead/details/{id}/' },
    },
  },
}

/** Of all vendors. */
export const vendorDomains: readonly string[] = providers.flatMap((provider) => providerFacts[provider].domains)
