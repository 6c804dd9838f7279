import type { Random } from './random.ts'
import type { PersonName } from './names.ts'

const RU_CODES = [
  '903',
  '905',
  '909',
  '910',
  '915',
  '916',
  '917',
  '921',
  '925',
  '926',
  '929',
  '950',
  '961',
  '977',
  '985',
  '999',
  '495',
  '812',
  '343',
  '383',
]
const MAIL_HOSTS = [
  'mail.ru',
  'yandex.ru',
  'gmail.com',
  'bk.ru',
  'inbox.ru',
  'list.ru',
  'rambler.ru',
  'outlook.com',
  'icloud.com',
  'example.com',
  'example.org',
]

/** A phone the way somebody once typed it. */
export function phone(random: Random): string {
  const dice = random.next()
  if (dice < 0.12) return foreignPhone(random)
  const code = random.pick(RU_CODES)
  const [a, b, c] = [digits(random, 3), digits(random, 2), digits(random, 2)]
  switch (random.int(9)) {
    case 0:
      return `+7${code}${a}${b}${c}`
    case 1:
      return `8${code}${a}${b}${c}`
    case 2:
      return `8 (${code}) ${a}-${b}-${c}`
    case 3:
      return `+7 ${code} ${a}-${b}-${c}`
    case 4:
      return `${code}${a}${b}${c}`
    case 5:
      return `7${code}${a}${b}${c}`
    case 6:
      return `8-${code}-${a}-${b}-${c}`
    case 7:
      return `+7 (${code}) ${a}${b}${c}${random.chance(0.3) ? ` доб. ${digits(random, 3)}` : ''}`
    default:
      return `+7 (${code}) ${a}-${b}-${c}`
  }
}

/** An address made of the name, in Latin letters. */
export function email(random: Random, name: PersonName): string {
  const [last, first] = [name.last, name.first.split(' ')[0] ?? ''].map((part) => latin(part).replaceAll(/[^a-z]/g, ''))
  const mailbox = mailboxOf(random, last, first)
  const address = `${mailbox}@${random.pick(MAIL_HOSTS)}`
  // Phones capitalise the first letter, and nobody notices.
  return random.chance(0.05) ? address.charAt(0).toUpperCase() + address.slice(1) : address
}

/** Names in letters that mail cannot hold get a neutral box. */
function mailboxOf(random: Random, last = '', first = ''): string {
  const number = random.int(100)
  if (last === '' || first === '') return `client${number}`
  switch (random.int(4)) {
    case 0:
      return `${first.slice(0, 1)}.${last}`
    case 1:
      return `${first}${number}`
    case 2:
      return `${last}.${first}`
    default:
      return `${last}${number}`
  }
}

/** A nickname made of the name. */
export function messenger(random: Random, name: PersonName): string {
  return `@${latin(name.first.split(' ')[0] ?? 'user').replaceAll(/[^a-z]/g, '') || 'user'}_${digits(random, 3)}`
}

function foreignPhone(random: Random): string {
  switch (random.int(6)) {
    case 0:
      return `+44 20 7946 0${digits(random, 3)}`
    case 1:
      return `+1 (415) 555-0${digits(random, 3)}`
    case 2:
      return `+995 5${digits(random, 2)} ${digits(random, 3)} ${digits(random, 3)}`
    case 3:
      return `+7 701 ${digits(random, 3)} ${digits(random, 2)} ${digits(random, 2)}`
    case 4:
      return `+37529${digits(random, 7)}`
    default:
      return `0049-30-${digits(random, 7)}`
  }
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random.int(10)).join('')
}

const LATIN: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'h',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

function latin(text: string): string {
  return Array.from(text.toLowerCase(), (char) => LATIN[char] ?? char).join('')
}
