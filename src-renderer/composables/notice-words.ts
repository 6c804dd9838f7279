import type { Notice } from '#shared/ipc/notices.ts'
import type { Text } from './use-text.ts'

/** What happened to the data on this computer, in sentences. */
export function noticeText(notice: Notice, { t, plural }: Text): string {
  switch (notice.kind) {
    case 'edits-lost':
      return notice.lost === null ? t('notice.editsMissing') : plural('notice.editsLost', notice.lost)
    case 'journal-salvaged': {
      const isEmpty = notice.kept + notice.broken === 0
      const kept = isEmpty ? t('notice.salvagedNone') : plural('notice.salvaged', notice.kept)
      const broken = notice.broken === 0 ? [] : [plural('notice.broken', notice.broken)]
      return [kept, ...broken, t('notice.keptIn', { path: notice.keptIn })].join(' ')
    }
  }
}
