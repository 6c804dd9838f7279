import { showFirstLook } from './first-look/first-look.ts'
import { createKeptLook } from './first-look/kept-look.ts'
import { languageOf, loadMessages } from './locales/load-messages.ts'
import { DATABASE, openSearchWorker, startEarly } from './search/open-search-worker.ts'
import './styles/base.css'

/** A window that nobody sees gets no frames. */
const NO_FRAME_MS = 100

/** Names this build of the interface: the name of this script comes of all that it leads to. */
const build = import.meta.url
// Beside the window and its picture, not after them.
const worker = openSearchWorker()
// The window asks for them again, and hears of it where they do not come.
loadMessages(languageOf(navigator.language)).catch(() => undefined)
const look = showFirstLook(window, createKeptLook(localStorage), build)
// Where this build has shown the list before, the cache is of its version: nothing has to be looked at first.
if (look !== null) startEarly(worker, { database: DATABASE, language: look.sortLanguage })
void openWindow()

/** Nothing here waits at the top: the window takes from this script what both have, and would wait for it in turn. */
async function openWindow(): Promise<void> {
  // The window is fetched meanwhile. Its scripts run once the picture is on the screen.
  if (look !== null) await painted()
  try {
    const { startWindow } = await import('./main.ts')
    await startWindow({ look, build, worker })
  } catch (error) {
    // A picture of a window that never comes would only deceive.
    look?.leave()
    throw error
  }
}

async function painted(): Promise<void> {
  await new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, NO_FRAME_MS)
  })
}
