import type { Portal } from '../portal.ts'

/** What the product says in the language of the portal. Everything else is English on every portal. */
const MESSAGES = {
  badWorkEmail: {
    en: 'Field "Work e-mail" has an invalid address.',
    ru: 'Поле "Рабочий e-mail" содержит некорректный адрес.',
  },
  badHomeEmail: {
    en: 'Field "Home e-mail" has an invalid address.',
    ru: 'Поле "Частный e-mail" содержит некорректный адрес.',
  },
  elementNotFound: { en: 'Element not found', ru: 'Элемент не найден' },
  nameless: {
    en: 'The required fields "First name" or "Last name" are not filled.',
    ru: 'Не заполнено обязательное поле "Имя" или "Фамилия".',
  },
  required: { en: 'The field "{name}" is required.', ru: 'Поле "{name}" обязательно для заполнения' },
  longFieldName: {
    en: 'The field name is longer than 50 characters.<br>',
    ru: 'Название поля длиннее 50 символов.<br>',
  },
  badFieldName: {
    en: 'The field name contains invalid characters. Only A-Z, 0-9 and _ are allowed.<br>',
    ru: 'Название поля содержит недопустимые символы. Допустимы A-Z, 0-9 и _.<br>',
  },
  takenFieldName: {
    en: 'Field {name} already exists for object {entity}.<br>',
    ru: 'Поле {name} для объекта {entity} уже существует.<br>',
  },
  badFieldType: { en: 'Invalid user type specified.<br>', ru: 'Указан неверный пользовательский тип.<br>' },
  doubleXmlId: {
    en: 'The XML_ID values of a list have to be unique.<br>',
    ru: 'Значения XML_ID списка должны быть уникальны.<br>',
  },
  discountRate: { en: 'Discount rate is required.', ru: 'Не указана ставка скидки.' },
  discountSum: { en: 'Discount sum is required.', ru: 'Не указана сумма скидки.' },
} as const

/** A message in the language of the portal. */
export function say(portal: Portal, key: keyof typeof MESSAGES, parts: Readonly<Record<string, string>> = {}): string {
  const text: string = MESSAGES[key][portal.switches().language]
  return text.replaceAll(/\{(\w+)\}/g, (_all, name: string) => parts[name] ?? '')
}
