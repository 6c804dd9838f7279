import { createHash } from 'node:crypto'
import { htmlReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'

/** Text for the inside of an element or of a quoted attribute. */
export function escape(text: unknown): string {
  return String(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** A table; cells that are text are escaped, those made of HTML say so. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): string {
  if (rows.length === 0) return `<p>${escape(caption)}: none.</p>`
  const head = heads.map((text) => `<th scope="col">${escape(text)}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${toHtml(cell)}</td>`).join('')}</tr>`).join('\n')
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escape(caption)}"><table>
<caption>${escape(caption)}</caption><thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table></div>`
}

export type Cell = string | number | null | { readonly html: string }

/** A choice with its label. */
export function select(name: string, label: string, options: readonly string[], current: string): string {
  const items = options.map((option) => {
    const isChosen = option === current ? ' selected' : ''
    return `<option${isChosen}>${escape(option)}</option>`
  })
  return `<label>${escape(label)} <select name="${escape(name)}">${items.join('')}</select></label>`
}

/** A line to type in, with its label. */
export function input(name: string, label: string, value = ''): string {
  return `<label>${escape(label)} <input name="${escape(name)}" value="${escape(value)}"></label>`
}

/** A form that does one thing. */
export function form(action: string, deed: string, inside: string, button: string): string {
  return `<form method="post" action="${escape(action)}"><input type="hidden" name="do" value="${escape(deed)}">
${inside}<button>${escape(button)}</button></form>`
}

function toHtml(cell: Cell): string {
  if (typeof cell === 'object' && cell !== null) return cell.html
  return escape(cell ?? '–')
}

const STYLE = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 75rem; padding: 1rem }
h2 { margin-top: 2rem; border-bottom: 1px solid }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: 600; padding: .25rem 0 }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid #8886 }
td { overflow-wrap: anywhere }
.scroll { overflow-x: auto }
code { font-size: 13px }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .5rem 0 }
td form { margin: 0 }
label { display: inline-flex; gap: .4rem; align-items: baseline }
input, select, button { font: inherit; padding: .15rem .4rem; min-height: 1.6rem }
:focus-visible { outline: 2px solid; outline-offset: 2px }
[role=alert] { border: 2px solid; padding: .5rem }`

/** Nothing but this very style, and forms that come back here. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A whole page: no script, nothing from elsewhere. */
export function page(status: number, title: string, body: string): Reply {
  const text = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escape(title)}</title><style>${STYLE}</style></head>
<body>
${body}
</body></html>
`
  return {
    ...htmlReply(status, text, {
      'Content-Security-Policy': POLICY,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    }),
    contentType: 'text/html; charset=utf-8',
  }
}
