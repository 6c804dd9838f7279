/** Kinds of phones, the usual one first, in lower case: `toPointKind` and `toValueType` lead from one to the other. */
export const phoneKinds = ['work', 'mobile', 'fax', 'home', 'pager', 'mailing', 'other'] as const
export const emailKinds = ['work', 'home', 'mailing', 'other'] as const

/** `IM` of people; what open lines write is theirs (`isOpenLine`). */
export const messengerTypes = ['TELEGRAM', 'VK', 'SKYPE', 'VIBER', 'BITRIX24', 'ICQ', 'MSN', 'JABBER', 'OTHER'] as const
export const webTypes = ['WORK', 'HOME', 'VK', 'LIVEJOURNAL', 'TWITTER', 'OTHER'] as const

/** A value without a kind is one of the others. */
export const toPointKind = (valueType: string): string => valueType.trim().toLowerCase() || 'other'
export const toValueType = (kind: string): string => kind.toUpperCase()

/** The link of a chat in an open line: the vendor's tracker writes it, and nobody else changes it. */
export const isOpenLine = (value: string): boolean => value.startsWith('imol|')
