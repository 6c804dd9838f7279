/** Domains of amoCRM and Kommo: their accounts live below them, and so do the pages that the app links to. */
export const amocrmDomains = ['amocrm.ru', 'amocrm.com', 'amocrm.kz', 'kommo.com'] as const
