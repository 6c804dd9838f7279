import type { Call } from '../http/exchange.ts'

/** One request as tests want to see it. The credential is a label; secrets are in none of the fields. */
export type LoggedRequest = {
  readonly seq: number
  readonly at: number
  readonly method: string
  readonly path: string
  readonly query: string
  /** Null when the connection was cut without an answer. */
  readonly status: number | null
  readonly body?: unknown
  readonly credential: string
}

/** Remembers what was asked, for tests to look at. */
export type RequestLog = {
  /** Notes a request as it comes in; the returned function completes it. */
  open(call: Call, at: number): (status: number | null, credential: string) => void
  list(): LoggedRequest[]
  clear(): void
}

const MAX_REQUESTS = 10_000
/** Bodies of the oldest requests are dropped first when all of them together grow past this. */
const MAX_BODY_CHARS = 64 * 1024 * 1024

type Entry = Omit<LoggedRequest, 'body'> & { rawBody: string }

/** An empty log of bounded size. */
export function createRequestLog(): RequestLog {
  let entries: Entry[] = []
  let bodyChars = 0
  let nextSeq = 1

  function shrink(): void {
    if (entries.length > MAX_REQUESTS) {
      for (const dropped of entries.splice(0, entries.length - MAX_REQUESTS)) bodyChars -= dropped.rawBody.length
    }
    for (const entry of entries) {
      if (bodyChars <= MAX_BODY_CHARS) return
      bodyChars -= entry.rawBody.length
      entry.rawBody = ''
    }
  }

  return {
    open(call, at) {
      const rawBody = redactBody(call)
      const started = {
        seq: nextSeq++,
        at,
        method: call.method,
        path: redactPath(call.path),
        query: redactQuery(call.rawQuery),
      }
      return (status, credential) => {
        entries.push({ ...started, status, credential, rawBody })
        bodyChars += rawBody.length
        shrink()
      }
    },
    list: () => entries.toSorted((a, b) => a.seq - b.seq).map(toLogged),
    clear() {
      entries = []
      bodyChars = 0
    },
  }
}

function toLogged({ rawBody, ...entry }: Entry): LoggedRequest {
  return rawBody === '' ? entry : { ...entry, body: parseLeniently(rawBody) }
}

/** The secret of a webhook stands in the path. */
function redactPath(path: string): string {
  return path.replace(/^(\/rest\/\d+)\/[^/]+/, '$1/…')
}

/** Bitrix24 takes tokens, codes and the secret of an application in the query. */
function redactQuery(query: string): string {
  return query.replaceAll(/(^|&)(auth|access_token|ap|client_secret|code|refresh_token)=[^&]*/g, '$1$2=…')
}

/** Token requests are all secrets; of them only the kind of grant is kept. */
function redactBody(call: Call): string {
  if (call.path.startsWith('/rest/')) return redactAuth(call.body)
  if (!call.path.startsWith('/oauth')) return call.body
  const grant = /"grant_type"\s*:\s*"([a-z_]+)"/.exec(call.body)?.[1]
  return grant === undefined ? '' : JSON.stringify({ grant_type: grant })
}

/** A token, or the secret of a webhook, in a form or in JSON. */
function redactAuth(body: string): string {
  return body
    .replaceAll(/(^|&)(auth|access_token|ap)=[^&]*/g, '$1$2=…')
    .replaceAll(/("(?:auth|access_token|ap)"\s*:\s*)"[^"]*"/g, '$1"…"')
}

function parseLeniently(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
