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
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  look = 'scroll',
): string {
  if (rows.length === 0) return `<p>${escape(caption)}: none.</p>`
  const head = heads.map((text) => `<th scope="col">${escape(text)}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${toHtml(cell)}</td>`).join('')}</tr>`).join('\n')
  return `<div class="${look}" tabindex="0" role="region" aria-label="${escape(caption)}"><table>
<caption>${escape(caption)}</caption><thead><tr>${head}</tr></thead>
<tbody>
${body}
</tbody></table></div>`
}

export type Cell = string | number | null | { readonly html: string }

/** Text in which names of the wire stand in back quotes. */
export const worded = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

/** A moment, to the second, in UTC. @param at milliseconds */
export function moment(at: number): Cell {
  const iso = new Date(at).toISOString()
  return { html: `<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>` }
}

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

/** A form that does one thing. @param name what the button does, where that says more than what is written on it */
export function form(action: string, deed: string, inside: string, button: string, name?: string): string {
  const label = name === undefined ? '' : ` aria-label="${escape(name)}"`
  return `<form method="post" action="${escape(action)}"><input type="hidden" name="do" value="${escape(deed)}">
${inside}<button${label}>${escape(button)}</button></form>`
}

function toHtml(cell: Cell): string {
  if (typeof cell === 'object' && cell !== null) return cell.html
  return escape(cell ?? '–')
}

const STYLE = `:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif;
  --text: #1c2330; --soft: #5b6577; --line: #d9dee7; --back: #f5f6f9; --sheet: #fff; --accent: #2f5bd7; --wrong: #b3261e }
@media (prefers-color-scheme: dark) { :root {
  --text: #e4e8f0; --soft: #9aa4b6; --line: #333b4a; --back: #14181f; --sheet: #1c222c; --accent: #8fb0ff; --wrong: #ff9a90 } }
body { margin: 0; background: var(--back); color: var(--text) }
main { margin: 0 auto; max-width: 76rem; padding: 0 1.5rem 3rem }
header { position: sticky; top: 0; background: var(--back); border-bottom: 1px solid var(--line); padding: .75rem 0; z-index: 1 }
h1 { font-size: 1.25rem; margin: 0 }
header p { margin: 0; color: var(--soft) }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: .5rem }
a { color: var(--accent) }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 8px; padding: .25rem 1.25rem 1rem; margin-top: 1.25rem }
h2 { font-size: 1.1rem; margin: .75rem 0 .5rem; scroll-margin-top: 8rem }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr)); gap: .5rem 2rem }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: 600; padding: .5rem 0 .25rem }
th { color: var(--soft); font-weight: 500 }
th, td { text-align: left; vertical-align: baseline; padding: .3rem .75rem .3rem 0; border-top: 1px solid var(--line) }
tr:first-child > th { border-top: 0 }
td { overflow-wrap: break-word }
td:first-child { white-space: nowrap }
td code { overflow-wrap: anywhere }
td.number { text-align: right; font-variant-numeric: tabular-nums }
.scroll { overflow-x: auto }
.soft { color: var(--soft) }
.wrong { color: var(--wrong) }
.changed { font-weight: 600 }
code { font-size: .9em }
form { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .75rem 0 0 }
td form { margin: 0; gap: .5rem; align-items: baseline }
label { display: inline-flex; gap: .5rem; align-items: baseline }
input, select, button { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--soft); border-radius: 5px; padding: .15rem .5rem; min-height: 1.75rem; box-sizing: border-box }
button { cursor: pointer }
.switches form { flex-wrap: nowrap }
time { white-space: nowrap }
.switches label { display: grid; grid-template-columns: 14rem 10rem }
.switches input, .switches select { width: 10rem }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
[role=alert] { border: 2px solid var(--wrong); border-radius: 5px; padding: .5rem }`

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
