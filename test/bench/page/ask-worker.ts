import type { CallName, FromWorker, ToWorker, WorkerCalls } from './worker-protocol.ts'

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
const waiting = new Map<number, (message: FromWorker) => void>()
let lastId = 0

worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
  waiting.get(data.id)?.(data)
  waiting.delete(data.id)
})

/** One call of the driver that the worker holds. */
export async function askWorker<N extends CallName>(
  name: N,
  ...args: Parameters<WorkerCalls[N]>
): Promise<Awaited<ReturnType<WorkerCalls[N]>>> {
  const id = ++lastId
  const answer = await new Promise<FromWorker>((resolve) => {
    waiting.set(id, resolve)
    worker.postMessage({ id, name, args } satisfies ToWorker)
  })
  if ('failure' in answer) throw new Error(answer.failure)
  // Both ends are of one build, and the worker answers what it was asked.
  return answer.value as Awaited<ReturnType<WorkerCalls[N]>>
}
