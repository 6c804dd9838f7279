import { randomBytes } from 'node:crypto'

/** A reason why somebody is not shown the app, in both languages. */
interface Notice {
  readonly status: number
  readonly en: readonly [title: string, text: string]
  readonly ru: readonly [title: string, text: string]
}

const freshLinkEn = 'Start Kartoteka with “npm start”: it opens a window by itself and prints a fresh link.'
const freshLinkRu = 'Запустите «npm start»: Картотека откроет окно сама и напечатает новую ссылку.'

export const notices = {
  usedLink: {
    status: 401,
    en: ['This link has been used', `A link opens Kartoteka once. ${freshLinkEn}`],
    ru: ['Эта ссылка уже использована', `Ссылка открывает Картотеку один раз. ${freshLinkRu}`],
  },
  noSession: {
    status: 401,
    en: ['Open Kartoteka by its link', `This browser has not been let in yet. ${freshLinkEn}`],
    ru: ['Откройте Картотеку по ссылке', `Этот браузер ещё не допущен. ${freshLinkRu}`],
  },
  wrongHost: {
    status: 403,
    en: ['Wrong address', 'Kartoteka answers only to its own address on this computer.'],
    ru: ['Неверный адрес', 'Картотека отвечает только по своему адресу на этом компьютере.'],
  },
  notFound: {
    status: 404,
    en: ['Nothing here', 'There is no such page.'],
    ru: ['Здесь ничего нет', 'Такой страницы нет.'],
  },
  wrongMethod: {
    status: 405,
    en: ['Not possible', 'This address can only be read.'],
    ru: ['Недоступно', 'Этот адрес можно только читать.'],
  },
} as const satisfies Record<string, Notice>

export type NoticeName = keyof typeof notices

export interface PlainPage {
  readonly status: number
  readonly html: string
  readonly nonce: string
}

/** A page that needs nothing but itself. */
export function toPlainPage(name: NoticeName): PlainPage {
  const { status, en, ru } = notices[name]
  const nonce = randomBytes(16).toString('base64')
  const section = (lang: string, [title, text]: readonly [string, string]) =>
    `<section lang="${lang}"><h1>${title}</h1><p>${text}</p></section>`
  const style = 'body{font:16px/1.5 system-ui;max-width:36rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}'
  const head = `<meta charset="utf-8"><title>Kartoteka</title><style nonce="${nonce}">${style}</style>`
  return {
    status,
    nonce,
    html: `<!doctype html><html lang="en"><head>${head}</head><body>${section('en', en)}${section('ru', ru)}</body></html>`,
  }
}
