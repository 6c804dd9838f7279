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

export const TOO_MANY_REQUESTS_PAGE = nginxPage('429 Too Many Requests')
export const FORBIDDEN_PAGE = nginxPage('403 Forbidden')
export const SERVER_ERROR_PAGE = nginxPage('500 Internal Server Error')
export const GATEWAY_TIMEOUT_PAGE = nginxPage('504 Gateway Time-out')

/** What the Wi-Fi of a hotel puts in place of every answer. */
export const CAPTIVE_PORTAL_PAGE = `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>Welcome to Hotel Wi-Fi</title></head>
<body><h1>Sign in to use the network</h1>
<form method="post" action="/login"><input name="room"><input name="surname"><button>Connect</button></form>
</body></html>
`
