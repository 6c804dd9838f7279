import type { Page } from '@playwright/test'
import { expect, test, type Desk } from './support/desk.ts'
import { contacts, expectCount } from './support/user.ts'

const COUNT = 1_000_000
const last = String(COUNT - 1)

/** A window whose search tells of a million contacts; they are not there to be read, and their rows stay bare. */
async function openMillion(desk: Desk): Promise<Page> {
  await desk.startApp({ demoContacts: 20 })
  const page = await desk.openWindow()
  await page.getByRole('button', { name: 'Try with demo data' }).click()
  await expectCount(page, 20)
  await page.addInitScript(pretendMillion, COUNT)
  await page.reload()
  await expectCount(page, COUNT)
  return page
}

/** Stands between the window and its search worker. It has to stand alone: it is sent to the browser as text. */
function pretendMillion(count: number): void {
  type Lines = { readonly from: number; readonly to: number }
  type Question = { readonly id: number; readonly name: string; readonly payload: Lines & { readonly lines: Lines } }
  type Answer = { readonly id?: number; readonly value?: object | null }
  const asked = new Map<number, Question>()

  const idsOf = ({ from, to }: Lines) => Array.from({ length: to - from }, (_, at) => `nobody.${from + at}`)

  function answerTo({ name, payload }: Question, value: object | null): unknown {
    if (name === 'find' && value !== null) return { ...value, total: count, ids: idsOf(payload.lines) }
    return name === 'window' ? idsOf(payload) : value
  }

  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options)
      const retold = new WeakSet<Event>()
      this.addEventListener('message', (event: MessageEvent<Answer>) => {
        const { id = -1, value = null } = event.data
        const question = asked.get(id)
        if (question === undefined || retold.has(event)) return
        event.stopImmediatePropagation()
        const own = new MessageEvent('message', { data: { ...event.data, value: answerTo(question, value) } })
        retold.add(own)
        this.dispatchEvent(own)
      })
    }
    override postMessage(question: Question): void {
      asked.set(question.id, question)
      super.postMessage(question)
    }
  }
}

/** Indexes of the rows that a user sees whole. */
const seen = (page: Page) =>
  contacts(page).evaluate((grid) => {
    const { bottom, top } = grid.getBoundingClientRect()
    const HEADER_PX = 36
    return [...grid.querySelectorAll<HTMLElement>('[data-index]')]
      .filter((row) => {
        const place = row.getBoundingClientRect()
        return place.top >= top + HEADER_PX - 1 && place.bottom <= bottom + 1
      })
      .map((row) => Number(row.dataset['index']))
  })

test('every row of a million is reached by keys, by the wheel and by the thumb', async ({ desk }) => {
  const page = await openMillion(desk)
  const list = contacts(page)
  await list.focus()

  await page.keyboard.press('End')
  await expect(list.locator(`.active[data-index="${last}"]`)).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('ArrowUp')
  await expect(list.locator(`.active[data-index="${COUNT - 2}"]`)).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Home')
  await expect(list.locator('.active[data-index="0"]')).toBeInViewport({ ratio: 1 })

  // The thumb in the middle.
  await list.evaluate((grid) => grid.scrollTo({ top: (grid.scrollHeight - grid.clientHeight) / 2 }))
  await expect.poll(async () => Math.abs(((await seen(page))[0] ?? 0) - COUNT / 2)).toBeLessThan(50)
  const [before = 0] = await seen(page)
  await list.hover()
  for (let step = 1; step <= 10; step++) {
    await page.mouse.wheel(0, 400)
    await expect.poll(async () => (await seen(page))[0]).toBe(before + step * 10)
  }

  // ... and pulled to either end.
  await list.evaluate((grid) => grid.scrollTo({ top: grid.scrollHeight }))
  await expect.poll(async () => (await seen(page)).at(-1)).toBe(COUNT - 1)
  await list.evaluate((grid) => grid.scrollTo({ top: 0 }))
  await expect.poll(async () => (await seen(page))[0]).toBe(0)
})
