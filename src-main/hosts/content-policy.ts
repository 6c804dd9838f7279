export interface ContentPolicyOptions {
  /** Of the one response that carries the policy; `null` where no style element is to be allowed. */
  readonly nonce: string | null
  /** Where the page may open its socket, beside its own origin. */
  readonly connect?: string
}

/**
 * What the interface may load, in both hosts. It does without inline script and without `eval`; style elements made at
 * run time carry the nonce. Pictures may come as data, since the interface draws some by itself.
 */
export function contentPolicy({ nonce, connect }: ContentPolicyOptions): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === null ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${connect === undefined ? '' : ` ${connect}`}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The other headers of every response of either host. */
export const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
} as const satisfies Record<string, string>
