import { readFile } from 'node:fs/promises'
import type { CDPSession, Page } from '@playwright/test'

export interface Memory {
  /** JavaScript objects and array buffers of the window and its workers, after a collection. */
  readonly heapMb: number
  /** What the renderer process has to itself, WebAssembly and the engine included; `null` where it cannot be read. */
  readonly processMb: number | null
}

interface HeapUsage {
  readonly usedSize: number
  readonly backingStorageSize?: number
}

const MB = 2 ** 20

/** Measures a page and all workers that it has now. */
export async function memoryOf(page: Page): Promise<Memory> {
  const session = await page.context().newCDPSession(page)
  try {
    const workers = await attachWorkers(session)
    const own = await usageOf((method) => session.send(method))
    const others = await Promise.all(workers.map((worker) => usageOf((method) => worker.send(method))))
    const bytes = [own, ...others].reduce(
      (sum, { usedSize, backingStorageSize = 0 }) => sum + usedSize + backingStorageSize,
      0,
    )
    return { heapMb: bytes / MB, processMb: await processMemory(page) }
  } finally {
    await session.detach()
  }
}

type Send = (method: 'HeapProfiler.collectGarbage' | 'Runtime.getHeapUsage') => Promise<unknown>

async function usageOf(send: Send): Promise<HeapUsage> {
  await send('HeapProfiler.collectGarbage')
  return (await send('Runtime.getHeapUsage')) as HeapUsage
}

/** Playwright knows workers, but not their heaps: they are asked through the page's own session. */
async function attachWorkers(session: CDPSession): Promise<readonly { send: Send }[]> {
  const ids: string[] = []
  const waiting = new Map<number, (result: unknown) => void>()
  let lastId = 0
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') ids.push(sessionId)
  })
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message) as { id?: number; result?: unknown }
    if (id !== undefined) waiting.get(id)?.(result)
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })
  return ids.map((sessionId) => ({
    send: async (method) => {
      const id = ++lastId
      const answered = new Promise<unknown>((resolve) => waiting.set(id, resolve))
      await session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) })
      return answered
    },
  }))
}

/** Anonymous memory of the largest renderer of this browser: the page's own, where it is the only one open. */
async function processMemory(page: Page): Promise<number | null> {
  const browser = await page.context().browser()?.newBrowserCDPSession()
  if (browser === undefined) return null
  try {
    const { processInfo } = await browser.send('SystemInfo.getProcessInfo')
    const renderers = processInfo.filter(({ type }) => type === 'renderer')
    const sizes = await Promise.all(
      renderers.map(async ({ id }) => readFile(`/proc/${id}/status`, 'utf8').catch(() => '')),
    )
    const kilobytes = sizes.map((status) => Number(/^RssAnon:\s+(\d+)/m.exec(status)?.[1] ?? 0))
    const most = Math.max(0, ...kilobytes)
    return most === 0 ? null : most / 1024
  } finally {
    await browser.detach()
  }
}
