import * as v from 'valibot'
import { readTextIfAny, replaceFile } from '../node/durable-file.ts'

const HolderSchema = v.variant('host', [
  v.object({ host: v.literal('electron') }),
  v.object({ host: v.literal('browser'), port: v.number(), runId: v.string() }),
])

/** Who runs with a profile. */
export type Holder = v.InferOutput<typeof HolderSchema>

/** Leaves word for a second start. Only to be believed while the profile is locked: a killed host leaves it behind. */
export async function announceHolder(path: string, holder: Holder): Promise<void> {
  await replaceFile(path, `${JSON.stringify(holder)}\n`)
}

/** `null` when there is no word, or none that makes sense. */
export async function readHolder(path: string): Promise<Holder | null> {
  const text = await readTextIfAny(path)
  if (text === null) return null
  try {
    const result = v.safeParse(HolderSchema, JSON.parse(text))
    return result.success ? result.output : null
  } catch {
    return null
  }
}
