/** The browser of a user who is asked by the demo CRM whether an integration may come in. */
export interface ConsentBrowser {
  /** Answers on the CRM's own page and follows where it leads. @returns what the browser shows in the end */
  answer(url: string, choice: 'allow' | 'deny'): Promise<{ readonly status: number; readonly text: string }>
}

/** A browser without a window: it sends the page's own form. */
export const consentBrowser: ConsentBrowser = {
  async answer(url, choice) {
    const page = await (await fetch(url)).text()
    const form = new URLSearchParams({ answer: choice })
    for (const [, name = '', value = ''] of page.matchAll(/type="hidden" name="([a-z_]+)" value="([^"]*)">/g)) {
      form.set(name, value.replaceAll('&amp;', '&'))
    }
    const led = await fetch(new URL(new URL(url).pathname, url), { method: 'POST', body: form, redirect: 'manual' })
    const landed = await fetch(led.headers.get('location') ?? '')
    return { status: landed.status, text: await landed.text() }
  },
}
