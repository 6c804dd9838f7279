import { describe, expect, test } from 'vitest'
import { editsOfNote, editsOfTask, toTaskDraft } from '#renderer/components/card/feed-drafts.ts'
import type { User } from '#shared/domain/directory.ts'
import type { UserId } from '#shared/domain/ids.ts'
import type { TaskFields } from '#shared/domain/neighbour.ts'
import { accountId } from './speakers.ts'

const [ivan, mary] = ['amo1.1', 'amo1.2'] as UserId[] as [UserId, UserId]
const users: readonly User[] = [ivan, mary].map((id) => ({ id, accountId, name: id, isActive: true }))
const task: TaskFields = {
  ...{ aboutId: null, typeId: '1', text: 'Call back', responsibleId: ivan, doneWith: null },
  dueAt: 1_900_000_017_000,
}
const draft = toTaskDraft(task)

describe('what a form changes in a task', () => {
  test('is nothing where nothing was touched, its seconds included', () => {
    expect(editsOfTask(task, draft, users)).toEqual([])
  })

  test('is each field that was changed, and no other', () => {
    const due = new Date(draft.due).getTime() + 3_600_000
    const changed = { ...draft, text: ' Call in May ', due: toTaskDraft({ ...task, dueAt: due }).due }

    expect(editsOfTask(task, changed, users)).toEqual([
      ['text', 'Call in May'],
      ['dueAt', due],
    ])
    expect(editsOfTask(task, { ...draft, typeId: '2', responsibleId: mary }, users)).toEqual([
      ['typeId', '2'],
      ['responsibleId', mary],
    ])
  })

  test.each([
    ['words', { ...draft, text: ' ' }],
    ['an end', { ...draft, due: '' }],
  ])('cannot be saved without %s', (_, incomplete) => {
    expect(editsOfTask(task, incomplete, users)).toBeNull()
  })

  test('leaves the responsible alone where nobody of that name is known', () => {
    expect(editsOfTask(task, { ...draft, responsibleId: 'amo1.99' }, users)).toEqual([])
  })
})

test('a note is reworded by other words alone', () => {
  expect([editsOfNote('Old', 'Old '), editsOfNote('Old', 'New'), editsOfNote('Old', '  ')]).toEqual([
    [],
    [['text', 'New']],
    null,
  ])
})
