/**
 * Naive UI writes `<style>` elements while it runs, and its style engine knows no nonce. Under a strict content policy
 * each has to carry the one of this page, so every style element gets it at birth.
 */
export function passStyleNonce(page: Document): void {
  const nonce = nonceOf(page)
  if (nonce === '') return
  const createElement = page.createElement.bind(page)
  page.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = createElement(name, options)
    if (name === 'style') element.nonce = nonce
    return element
  }
}

/** The page tells its nonce on a script or style, where only the property shows it, or in a `meta` element. */
function nonceOf(page: Document): string {
  const bearer = page.querySelector<HTMLElement>('[nonce]:not([nonce=""]), script[nonce], style[nonce], meta[nonce]')
  const meta = page.querySelector<HTMLMetaElement>('meta[name="csp-nonce"], meta[property="csp-nonce"]')
  return bearer?.nonce || meta?.nonce || meta?.content || ''
}
