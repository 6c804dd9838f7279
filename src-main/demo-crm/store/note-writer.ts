import { bump } from './link-writer.ts'
import type { Note } from './note-store.ts'
import { NOTHING } from './records.ts'
import type { EventKind } from './records.ts'
import { appendEvent } from './record-writer.ts'
import type { Author } from './record-writer.ts'
import type { Store } from './store.ts'

/** Adds a note. Words, files and calls have their event; other kinds pass without one. */
export function addNote(
  store: Store,
  note: Note,
  kind: EventKind | undefined,
  author: Author,
  isBumped: boolean,
): void {
  store.notes.put(note)
  if (kind !== undefined) {
    appendEvent(store, note.entity, note.entityId, kind, author, {
      before: NOTHING,
      after: { is: 'note', id: note.id },
    })
  }
  bump(store, note.entity, note.entityId, author, isBumped)
}

/** Only the vendor's own interface can do this. */
export function deleteNote(store: Store, note: Note, author: Author, isBumped: boolean): void {
  store.notes.delete(note.id)
  const sides = { before: { is: 'note', id: note.id }, after: NOTHING } as const
  appendEvent(store, note.entity, note.entityId, 'note-deleted', author, sides)
  bump(store, note.entity, note.entityId, author, isBumped)
}
