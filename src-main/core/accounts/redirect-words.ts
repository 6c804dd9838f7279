import type { RedirectPage } from '../ports/redirect-listener.ts'

type Language = RedirectPage['language']
type Words = Readonly<Record<Language, readonly [title: string, text: string]>>

/** What a browser shows that was led back here. */
const pages = {
  done: {
    en: ['The CRM has answered', 'Kartoteka goes on by itself. You may close this window.'],
    ru: ['CRM ответила', 'Картотека продолжит сама. Это окно можно закрыть.'],
  },
  denied: {
    en: ['Access was not given', 'Nothing has changed. You may close this window and go back to Kartoteka.'],
    ru: ['Доступ не дан', 'Ничего не изменилось. Закройте это окно и вернитесь в Картотеку.'],
  },
  unexpected: {
    en: ['Nobody is waiting for this', 'Begin to sign in again in Kartoteka. You may close this window.'],
    ru: ['Этого ответа никто не ждёт', 'Начните вход в Картотеке заново. Это окно можно закрыть.'],
  },
} as const satisfies Record<string, Words>

const statuses = { done: 200, denied: 200, unexpected: 400 } as const

/** Such a page in the language of the interface. */
export function redirectPage(kind: keyof typeof pages, language: Language): RedirectPage {
  const [title, text] = pages[kind][language]
  return { status: statuses[kind], language, title, text }
}
