import { isUserId, type UserId } from '#shared/domain/ids.ts'
import type { FieldDefinition } from '#shared/domain/directory.ts'
import { definitionFor, type ImportTarget } from '#renderer/import/import-target.ts'
import type { LineFault } from '#renderer/import/read-line.ts'
import type { Text } from '#renderer/composables/use-text.ts'

/** What a column is, in words. */
export function targetText(target: ImportTarget, definitions: readonly FieldDefinition[], { t }: Text): string {
  const definition = definitionFor(target, definitions)
  if (definition !== undefined) return definition.name
  switch (target) {
    case 'name':
      return t('import.fullName')
    case 'firstName':
      return t('card.firstName')
    case 'lastName':
      return t('card.lastName')
    case 'phones':
      return t('card.phone')
    case 'emails':
      return t('card.email')
    case 'company':
      return t('card.company')
    case 'tags':
      return t('card.tags')
    case 'responsible':
      return t('card.responsible')
    default:
      return t('import.none')
  }
}

const faultKeys = {
  number: 'import.faultNumber',
  date: 'import.faultDate',
  'yes-no': 'import.faultYesNo',
  option: 'import.faultOption',
  user: 'import.faultUser',
  beyond: 'import.faultBeyond',
  quotes: 'import.faultQuotes',
  nobody: 'import.faultNobody',
} as const

/** What is wrong with a line, and the way out. @param names of the columns */
export function faultText({ kind, column, typed }: LineFault, names: readonly string[], { t }: Text): string {
  const what = t(faultKeys[kind], { typed })
  return column === null || kind === 'beyond' ? what : `${names[column] ?? ''}: ${what}`
}

/** What a list of users has chosen; none is nobody. */
export const chosenUser = (id: string): UserId | null => (isUserId(id) ? id : null)
