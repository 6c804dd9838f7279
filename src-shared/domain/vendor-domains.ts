/** Domains of amoCRM and Kommo: their accounts live below them, and so do the pages that the app links to. */
export const amocrmDomains = ['amocrm.ru', 'amocrm.com', 'amocrm.kz', 'kommo.com'] as const

/** Domains of Bitrix24's cloud: portals live below them. Portals on servers of their own may be anywhere. */
export const bitrix24Domains = [
  ...['bitrix24.ru', 'bitrix24.com', 'bitrix24.by', 'bitrix24.kz', 'bitrix24.eu', 'bitrix24.de', 'bitrix24.fr'],
  ...['bitrix24.es', 'bitrix24.it', 'bitrix24.pl', 'bitrix24.in', 'bitrix24.jp', 'bitrix24.vn', 'bitrix24.id'],
  ...['bitrix24.cn', 'bitrix24.com.br', 'bitrix24.com.tr'],
] as const
