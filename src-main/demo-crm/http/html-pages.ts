/** Pages that front servers answer with before the API is reached: HTML where a client expects JSON. */

function nginxPage(title: string): string {
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
}

const TITLES: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

/** The front server's own page for a status; without a name where it has none. */
export function frontPage(status: number): string {
  return nginxPage(`${status} ${TITLES[status] ?? ''}`.trimEnd())
}

export const TOO_MANY_REQUESTS_PAGE = frontPage(429)
export const FORBIDDEN_PAGE = frontPage(403)
export const SERVER_ERROR_PAGE = frontPage(500)
export const GATEWAY_TIMEOUT_PAGE = frontPage(504)

/** What the Wi-Fi of a hotel puts in place of every answer. */
export const CAPTIVE_PORTAL_PAGE = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Welcome to Hotel Wi-Fi</title></head>
<body><h1>Sign in to use the network</h1>
<form method="post" action="/login"><input name="room"><input name="surname"><button>Connect</button></form>
</body></html>
`
