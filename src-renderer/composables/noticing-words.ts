import type { Noticing } from '#shared/domain/noticing.ts'
import type { Text } from './use-text.ts'

/** How changes that others make come to be known, and why not sooner. */
export const wayText = (noticing: Noticing, { t }: Text): string =>
  noticing.kind === 'told' ? t('noticing.told') : `${t('noticing.asked')} ${t(`noticing.${noticing.reason}`)}`

/** The same in a line; empty where there is but one way. */
export const noticingText = (noticing: Noticing | undefined, text: Text): string =>
  noticing === undefined ? '' : `${text.t('noticing.title')}: ${wayText(noticing, text)}`
