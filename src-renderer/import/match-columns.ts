import type { FieldDefinition } from '#shared/domain/directory.ts'
import { foldName } from '#shared/domain/same-text.ts'
import { fillable, mayRepeat, type ImportTarget, type OwnTarget } from './import-target.ts'

/** How spreadsheets, phones and other CRMs call these columns, folded. */
const words: Readonly<Record<OwnTarget, readonly string[]>> = {
  name: ['фио', 'ф.и.о.', 'имя и фамилия', 'имя фамилия', 'фамилия имя', 'полное имя', 'контакт', 'наименование контакта', 'name', 'full name', 'contact', 'contact name', 'display name'], // prettier-ignore
  firstName: ['имя', 'first name', 'firstname', 'given name'],
  lastName: ['фамилия', 'last name', 'lastname', 'surname', 'family name'],
  phones: ['телефон', 'телефоны', 'тел', 'тел.', 'мобильный', 'сотовый', 'моб.', 'phone', 'phones', 'telephone', 'mobile', 'cell'], // prettier-ignore
  emails: ['email', 'e-mail', 'emails', 'mail', 'почта', 'эл. почта', 'эл.почта', 'электронная почта', 'имейл'],
  company: ['компания', 'организация', 'фирма', 'название компании', 'company', 'company name', 'organization', 'organisation'], // prettier-ignore
  tags: ['тег', 'теги', 'тэги', 'метки', 'tag', 'tags', 'labels'],
  responsible: ['ответственный', 'ответственный пользователь', 'менеджер', 'responsible', 'responsible user', 'owner', 'manager'], // prettier-ignore
}
const byWord = new Map(Object.entries(words).flatMap(([target, own]) => own.map((word) => [word, target as OwnTarget])))

/** What is in such a column however its name goes on or begins: "Рабочий телефон", "Phone 2 - Value". */
const parts: readonly (readonly [RegExp, OwnTarget])[] = [
  [/(?:e-?mail|почта|имейл)/u, 'emails'],
  [/(?:телефон|мобильн|сотов|phone|mobile)/u, 'phones'],
]

/**
 * What each column is, by its name. The account's own fields come first where theirs is exactly the name; a name that is known
 * to nobody is left for the user. A lone column of first names has whole names in it as a rule.
 */
export function matchColumns(
  header: readonly string[],
  definitions: readonly FieldDefinition[],
): readonly ImportTarget[] {
  const folded = header.map(foldName)
  const own = new Map(
    fillable(definitions).map(({ id, name }): [string, ImportTarget] => [foldName(name), `custom:${id}`]),
  )
  const taken = new Set<ImportTarget>()
  const found = folded.map((name): ImportTarget => {
    const target = byWord.get(name) ?? own.get(name) ?? parts.find(([part]) => part.test(name))?.[1] ?? 'none'
    if (taken.has(target) && !mayRepeat(target)) return 'none'
    taken.add(target)
    return target
  })
  if (taken.has('lastName') || taken.has('name')) return found
  return found.map((target) => (target === 'firstName' ? 'name' : target))
}

/** The kind of the phones or e-mails of a column, as its name says. @param kinds those of the CRM, the usual one first */
export function kindOfColumn(name: string, kinds: readonly string[]): string {
  const hints: readonly (readonly [RegExp, readonly string[]])[] = [
    [/(?:моб|сот|mobile|cell)/u, ['mobile']],
    [/(?:факс|fax)/u, ['fax']],
    [/(?:дом|home)/u, ['home', 'private']],
    [/(?:личн|private|personal)/u, ['private', 'home']],
    [/(?:раб|work|office)/u, ['work']],
  ]
  const wanted = hints.find(([hint]) => hint.test(foldName(name)))?.[1] ?? []
  return wanted.find((kind) => kinds.includes(kind)) ?? kinds[0] ?? 'other'
}
