import * as v from 'valibot'

/** Notes and tasks as the vendor sends them: as `wire.ts`, strict in ids and times, tolerant in the rest. */

const IdWire = v.pipe(v.number(), v.integer(), v.minValue(1))
const SecondsWire = v.pipe(v.number(), v.integer(), v.minValue(0))
const UserRefWire = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0)))
/** Some integrations write numbers where texts are due. */
const WordsWire = v.nullish(v.pipe(v.union([v.string(), v.number()]), v.transform(String)))

const dated = {
  id: IdWire,
  created_by: UserRefWire,
  updated_by: UserRefWire,
  created_at: SecondsWire,
  updated_at: SecondsWire,
}

export const NoteWire = v.object({
  ...dated,
  entity_id: IdWire,
  note_type: v.string(),
  /** An empty list where there are none. */
  params: v.nullish(
    v.union([
      v.object({ text: WordsWire, phone: WordsWire, link: WordsWire, file_name: WordsWire }),
      v.pipe(
        v.array(v.unknown()),
        v.transform(() => null),
      ),
    ]),
  ),
})
export type NoteWire = v.InferOutput<typeof NoteWire>

export const TaskWire = v.object({
  ...dated,
  entity_id: v.nullish(v.number()),
  entity_type: v.nullish(v.string()),
  task_type_id: v.nullish(v.number()),
  responsible_user_id: UserRefWire,
  text: WordsWire,
  complete_till: SecondsWire,
  is_completed: v.nullish(v.boolean()),
  result: v.nullish(v.union([v.array(v.unknown()), v.object({ text: WordsWire })])),
})
export type TaskWire = v.InferOutput<typeof TaskWire>

const WrittenWire = v.object({
  id: IdWire,
  request_id: v.nullish(v.union([v.string(), v.number()])),
  updated_at: v.nullish(SecondsWire),
})
export type WrittenWire = v.InferOutput<typeof WrittenWire>

/** What a write answers. @param key what the vendor calls the rows */
export const writtenWire = (key: string): v.GenericSchema<unknown, readonly WrittenWire[]> =>
  v.pipe(
    v.object({ _embedded: v.object({ [key]: v.array(WrittenWire) }) }),
    v.transform(({ _embedded }) => _embedded[key] ?? []),
  )
