import * as v from 'valibot'
import { NoticeSchema, type Notice } from '#shared/ipc/notices.ts'
import type { LocalStore } from './ports/local-store.ts'
import { readIfWhole } from './read-if-whole.ts'
import type { JournalFinding } from './sync/open-journal.ts'

const DOCUMENT = 'notices'
const NoticesSchema = v.array(NoticeSchema)

/** What the user has to know of the profile; kept until they have said that they do. */
export interface Notices {
  all(): readonly Notice[]
  /** Durable when it resolves. @throws {AppError} `storage/failed`: they are shown all the same, while the app runs */
  add(findings: readonly JournalFinding[], at: number): Promise<void>
  /** @throws {AppError} `storage/failed` */
  dismiss(id: string): Promise<void>
}

/** Notices of earlier starts that nobody has dismissed. A document that makes no sense is as good as none. */
export async function openNotices(local: LocalStore): Promise<Notices> {
  let notices: readonly Notice[] = parse(await readIfWhole(local, DOCUMENT))
  async function replace(next: readonly Notice[]): Promise<void> {
    notices = next
    await local.write(DOCUMENT, next)
  }
  return {
    all: () => notices,
    async add(findings, at) {
      if (findings.length === 0) return
      const known = new Set(notices.map(({ id }) => id))
      const added = findings.map((finding) => toNotice(finding, at)).filter(({ id }) => !known.has(id))
      await replace([...notices, ...added])
    },
    async dismiss(id) {
      await replace(notices.filter((notice) => notice.id !== id))
    },
  }
}

/** Ids come from what was found: told once more after a kill, it is the same notice. */
function toNotice(finding: JournalFinding, at: number): Notice {
  switch (finding.kind) {
    case 'tail-lost':
      return { kind: 'edits-lost', id: `edits-lost-${finding.lost}`, at, lost: finding.lost }
    case 'missing':
      return { kind: 'edits-lost', id: 'edits-lost', at, lost: null }
    case 'salvaged': {
      const { kept, broken, keptIn } = finding
      return { kind: 'journal-salvaged', id: `journal-salvaged-${keptIn}`, at, kept, broken, keptIn }
    }
  }
}

function parse(document: unknown): readonly Notice[] {
  const parsed = v.safeParse(NoticesSchema, document)
  return parsed.success ? parsed.output : []
}
