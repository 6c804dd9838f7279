import type { Line, RawAnswer, RawRequest } from '#core/ports/network.ts'
import type { Reply } from '#demo-crm/http/exchange.ts'
import { CAPTIVE_PORTAL_PAGE, FORBIDDEN_PAGE, SERVER_ERROR_PAGE } from '#demo-crm/http/html-pages.ts'
import type { Random } from '#demo-crm/seed/random.ts'
import type { Life } from './life.ts'
import { portalReply } from './portal-troubles.ts'
import type { SimulatedCrm } from './crm.ts'
import type { Tally } from './tally.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What can become of a request on its way there or back. */
export const troubles = [
  'refused',
  'reset-before',
  'reset-after',
  'hang-before',
  'hang-after',
  'truncated',
  'cut-text',
  'html',
  'portal',
  '401',
  '402',
  '403-json',
  '403-page',
  '429',
  '429-wait',
  '500',
  '502',
  '504-after',
  'alien-row',
  'slow',
] as const
export type Trouble = (typeof troubles)[number]

/** The way from one device to one CRM. */
export interface SimulatedNetwork {
  /** Where it leads; a wire may be crossed. */
  crm: SimulatedCrm
  readonly userId: number
  /** The process that is asking; the dead ask nothing and hear nothing. */
  readonly life: () => Life | null
  isDown: boolean
  /** Requests that have arrived. */
  requests: number
  readonly createLine: () => Line
  /** The next `count` requests meet this trouble. @param isForWrites reads pass unharmed and are not counted */
  disturb(trouble: Trouble, count: number, isForWrites: boolean): void
  mend(): void
}

interface Disturbance {
  readonly trouble: Trouble
  readonly isForWrites: boolean
  left: number
}

/** A request that arrives later than the CRM's own lag, after its sender has died, is one that nobody can know of. */
const SLOW_THERE_MS = 3_000
const SLOW_BACK_MS = 15_000

const failure = (code: string, message = code) => Object.assign(new Error(message), { code })

export function createSimulatedNetwork(
  home: SimulatedCrm,
  userId: number,
  life: () => Life | null,
  { time, tally }: { readonly time: VirtualTime; readonly tally: Tally },
  random: Random,
): SimulatedNetwork {
  let disturbances: Disturbance[] = []

  function nextTrouble(isWrite: boolean): Trouble | null {
    const found = disturbances.find(({ left, isForWrites }) => left > 0 && (!isForWrites || isWrite))
    if (found === undefined) return null
    found.left -= 1
    tally.count(`fault: ${found.trouble}`)
    return found.trouble
  }

  const network: SimulatedNetwork = {
    crm: home,
    userId,
    life,
    isDown: false,
    requests: 0,
    disturb: (trouble, left, isForWrites) => disturbances.push({ trouble, left, isForWrites }),
    mend() {
      disturbances = []
      network.isDown = false
    },
    createLine() {
      const asking = network.life()
      let isOpen = false
      async function send(request: RawRequest, signal: AbortSignal): Promise<RawAnswer> {
        // What is on its way stays on its way when wires are crossed.
        const { crm } = network
        await time.sleep(5 + random.int(60), signal)
        const trouble = nextTrouble(crm.isWrite(request))
        if (network.isDown || trouble === 'refused') throw failure('ECONNREFUSED')
        isOpen = true
        const knewAt = crm.lastReadAt(network.userId)
        // Whatever becomes of the client from here on, what has left arrives.
        const answer = perform(network, crm, request, knewAt, trouble, time, random)
        return abortable(answer, signal)
      }
      return {
        isOpen: () => isOpen,
        send: async (request, signal) =>
          asking === null ? new Promise(() => undefined) : asking.share(send(request, signal)),
      }
    },
  }
  return network
}

async function perform(
  network: SimulatedNetwork,
  crm: SimulatedCrm,
  request: RawRequest,
  knewAt: number,
  trouble: Trouble | null,
  time: VirtualTime,
  random: Random,
): Promise<RawAnswer> {
  await time.sleep(5 + random.int(trouble === 'slow' ? SLOW_THERE_MS : 80))
  if (trouble === 'hang-before') return new Promise(() => undefined)
  if (trouble === 'reset-before') throw failure('ECONNRESET', 'socket hang up')
  const instead = trouble === null ? null : answerOf(crm, trouble)
  network.requests += 1
  if (instead !== null) return toAnswer(instead, time)

  const outcome = await crm.handle(network.userId, request, knewAt)
  await time.sleep(5 + random.int(trouble === 'slow' ? SLOW_BACK_MS : 80))
  if (outcome.is !== 'reply' || trouble === 'reset-after') throw failure('ECONNRESET', 'socket hang up')
  if (trouble === 'hang-after') return new Promise(() => undefined)
  if (trouble === 'truncated') throw failure('ECONNRESET', 'aborted')
  if (trouble === '504-after') return toAnswer({ status: 504, contentType: 'text/html', body: SERVER_ERROR_PAGE }, time)
  const answer = toAnswer(outcome.reply, time)
  if (trouble === 'cut-text') return { ...answer, text: answer.text.slice(0, answer.text.length / 2) }
  if (trouble === 'alien-row')
    return { ...answer, text: answer.text.replace(/"(updated_at|DATE_MODIFY)":(\d+|"[^"]+")/, '"$1":"soon"') }
  return answer
}

const answerOf = ({ provider }: SimulatedCrm, trouble: Trouble): Reply | null =>
  (provider === 'bitrix24' ? portalReply(trouble) : null) ?? answerInstead(trouble)

function answerInstead(trouble: Trouble): Reply | null {
  const page = (status: number, body: string): Reply => ({ status, contentType: 'text/html', body })
  const problem = (status: number): Reply => ({
    status,
    contentType: 'application/problem+json',
    body: '{"title":"no"}',
  })
  switch (trouble) {
    case 'html':
      return page(200, CAPTIVE_PORTAL_PAGE)
    case 'portal':
      return { ...page(302, CAPTIVE_PORTAL_PAGE), headers: { Location: 'http://portal.example/login' } }
    case '401':
      return problem(401)
    case '402':
      return problem(402)
    case '403-json':
      return problem(403)
    case '403-page':
      return page(403, FORBIDDEN_PAGE)
    case '429':
      return page(429, 'slower')
    case '429-wait':
      return { ...page(429, 'slower'), headers: { 'Retry-After': '7' } }
    case '500':
      return page(500, SERVER_ERROR_PAGE)
    case '502':
      return page(502, SERVER_ERROR_PAGE)
    default:
      return null
  }
}

function toAnswer({ status, body, contentType = '', headers = {} }: Reply, time: VirtualTime): RawAnswer {
  return {
    status,
    text: body,
    contentType,
    date: new Date(time.now()).toUTCString(),
    retryAfter: headers['Retry-After'] ?? null,
    location: headers['Location'] ?? null,
  }
}

const abortable = async <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
