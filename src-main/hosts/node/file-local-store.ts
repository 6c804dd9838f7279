import { join } from 'node:path'
import type { LocalStore } from '#core/ports/local-store.ts'
import { invariant } from '#shared/errors/invariant.ts'
import { readTextIfAny, replaceFile, storageFailed } from './durable-file.ts'
import { createTaskQueue } from './task-queue.ts'

const safeName = /^[a-z0-9][a-z0-9-]*$/

/** Small documents as one JSON file each in `directory`. A write waits for the one before it. */
export function createFileLocalStore(directory: string): LocalStore {
  const inTurn = createTaskQueue()

  function pathOf(name: string): string {
    // A name becomes a file name: nothing that could lead out of the directory may get here.
    invariant(safeName.test(name), `unsafe document name: ${name}`)
    return join(directory, `${name}.json`)
  }

  return {
    read: (name) => inTurn(async () => parseDocument(name, await readTextIfAny(pathOf(name)))),
    write: (name, document) => inTurn(() => replaceFile(pathOf(name), `${JSON.stringify(document)}\n`)),
  }
}

function parseDocument(name: string, text: string | null): unknown {
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    throw storageFailed('a document is not JSON', error, { reason: 'damaged', document: name })
  }
}
