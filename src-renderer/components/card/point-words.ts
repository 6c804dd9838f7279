import { emailWarning, phoneWarning } from '#renderer/composables/soft-warnings.ts'

/** How phones and e-mails differ on a card. The first has its plain name, so that it can be asked for by it. */
export const pointWords = {
  phones: {
    first: 'card.phone',
    further: 'card.furtherPhone',
    kind: 'card.phoneKind',
    add: 'card.addPhone',
    warn: phoneWarning,
    inputMode: 'tel',
  },
  emails: {
    first: 'card.email',
    further: 'card.furtherEmail',
    kind: 'card.emailKind',
    add: 'card.addEmail',
    warn: emailWarning,
    inputMode: 'email',
  },
} as const
export type PointField = keyof typeof pointWords
