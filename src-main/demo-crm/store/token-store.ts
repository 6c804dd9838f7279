import { int, optionalText, text } from './sql.ts'
import type { Sql, SqlRow } from './sql.ts'

/** Those of the other dialect stand in the same table, and neither takes the other's for its own. */
export type PortalTokenKind = 'b24-access' | 'b24-refresh' | 'b24-code' | 'b24-webhook'
/** `long` never refreshes; `access` and `refresh` come in pairs; `code` is exchanged once. Times are in seconds. */
export type TokenKind = 'long' | 'access' | 'refresh' | 'code' | PortalTokenKind
export type TokenState = 'live' | 'used' | 'revoked'

/** A credential, its owner and its life. */
export type StoredToken = {
  readonly id: number
  readonly secret: string
  readonly kind: TokenKind
  readonly userId: number
  readonly issuedAt: number
  readonly expiresAt: number
  readonly state: TokenState
  /** Where the grant was sent to: later steps must name the same address. Null when it does not matter (yet). */
  readonly redirectUri: string | null
}

/** Credentials this server has given out. They are worthless anywhere else, so they are kept as they are. */
export class TokenStore {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  add(token: Omit<StoredToken, 'id' | 'state'>): StoredToken {
    const sql = `INSERT INTO tokens (secret, kind, user_id, issued_at, expires_at, redirect_uri, state)
      VALUES (?, ?, ?, ?, ?, ?, 'live')`
    const { secret, kind, userId, issuedAt, expiresAt, redirectUri } = token
    const id = this.#sql.run(sql, secret, kind, userId, issuedAt, expiresAt, redirectUri)
    return { ...token, id, state: 'live' }
  }

  find(secret: string, kinds: readonly TokenKind[]): StoredToken | undefined {
    const row = this.#sql.get('SELECT * FROM tokens WHERE secret = ?', secret)
    const token = row === undefined ? undefined : toToken(row)
    return token !== undefined && kinds.includes(token.kind) ? token : undefined
  }

  findById(id: number): StoredToken | undefined {
    const row = this.#sql.get('SELECT * FROM tokens WHERE id = ?', id)
    return row === undefined ? undefined : toToken(row)
  }

  /** Ids grow, so that a later token has a larger one; 0 before the first. */
  newestId(): number {
    return int(this.#sql.get('SELECT max(id) AS id FROM tokens') ?? {}, 'id')
  }

  list(): StoredToken[] {
    return this.#sql.all('SELECT * FROM tokens ORDER BY id').map(toToken)
  }

  setState(id: number, state: TokenState): void {
    this.#sql.run('UPDATE tokens SET state = ? WHERE id = ?', state, id)
  }
}

function toToken(row: SqlRow): StoredToken {
  return {
    id: int(row, 'id'),
    secret: text(row, 'secret'),
    kind: text(row, 'kind') as TokenKind,
    userId: int(row, 'user_id'),
    issuedAt: int(row, 'issued_at'),
    expiresAt: int(row, 'expires_at'),
    state: text(row, 'state') as TokenState,
    redirectUri: optionalText(row, 'redirect_uri'),
  }
}
