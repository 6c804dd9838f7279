import type { FieldName } from '#shared/domain/field-edit.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Text } from './use-text.ts'

/** Reasons that a CRM gives in words of its own making. */
const reasonWords: Readonly<Record<string, MessageKey>> = {
  NotSupportedChoice: 'pending.reasonUnknownValue',
  'unknown-value': 'pending.reasonUnknownValue',
  FieldMissing: 'pending.reasonMissing',
  NotBlank: 'pending.reasonMissing',
  required: 'pending.reasonMissing',
  InvalidType: 'pending.reasonWrongKind',
  TooMany: 'pending.reasonTooMany',
  FieldNotExpected: 'pending.reasonUnexpected',
  'no-such-field': 'pending.reasonUnexpected',
  forbidden: 'pending.reasonForbidden',
  'not-supported': 'pending.reasonNotSupported',
  'pipeline-fixed': 'pending.reasonPipelineFixed',
  'company-gone': 'pending.reasonCompanyGone',
  unreadable: 'pending.reasonUnreadable',
  'unreadable-state': 'pending.reasonUnreadable',
}

/** What is no value of a list is said otherwise there. */
const unknownOf: Readonly<Partial<Record<FieldName, MessageKey>>> = { 'neighbour:chat': 'pending.reasonUnknownChat' }

/**
 * A reason that nobody has met is quoted, and cannot be taken for our words: it may be in any language.
 * @param field what was refused; `null` where nobody knows
 */
export function reasonText(reason: string, message: string, text: Text, field: FieldName | null = null): string {
  const known = hasWordsFor(reason) ? reasonWords[reason] : undefined
  if (known === undefined) return text.t('pending.reasonQuoted', { words: message || reason })
  const own = known === 'pending.reasonUnknownValue' && field !== null ? unknownOf[field] : undefined
  return text.t(own ?? known)
}

/** Whether it is one that we say in the user's language. */
export const hasWordsFor = (reason: string): boolean => Object.hasOwn(reasonWords, reason)
