import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import type { Channel } from '#shared/ipc/envelope.ts'
import { HELLO, TO_MAIN, TO_WINDOW } from './message-names.ts'

interface Line {
  readonly channel: Channel
  hear(message: unknown): void
  close(): void
}

/**
 * Opens a channel for each document that `contents` loads: a reload cuts the old line, so that what was pending on it
 * fails instead of being answered by a page that never asked.
 */
export function serveWindow(contents: WebContents, origin: string, connect: (channel: Channel) => void): void {
  let line: Line | null = null

  const cut = () => {
    line?.close()
    line = null
  }
  const onHello = (event: IpcMainEvent) => {
    if (!isOurs(event, contents, origin)) return
    cut()
    line = openLine(contents)
    connect(line.channel)
  }
  const onMessage = (event: IpcMainEvent, message: unknown) => {
    if (isOurs(event, contents, origin)) line?.hear(message)
  }

  ipcMain.on(HELLO, onHello)
  ipcMain.on(TO_MAIN, onMessage)
  contents.on('render-process-gone', cut)
  contents.once('destroyed', () => {
    ipcMain.off(HELLO, onHello)
    ipcMain.off(TO_MAIN, onMessage)
    cut()
  })
}

/** Only the top frame of our window, showing our own page, is listened to. */
function isOurs(event: IpcMainEvent, contents: WebContents, origin: string): boolean {
  const frame = event.senderFrame
  return event.sender === contents && frame !== null && frame === contents.mainFrame && frame.origin === origin
}

function openLine(contents: WebContents): Line {
  const messageListeners: ((message: unknown) => void)[] = []
  const closeListeners: (() => void)[] = []
  let isOpen = true

  return {
    channel: {
      send(message) {
        if (isOpen && !contents.isDestroyed()) contents.send(TO_WINDOW, message)
      },
      onMessage: (listener) => void messageListeners.push(listener),
      onClose: (listener) => void closeListeners.push(listener),
    },
    hear(message) {
      for (const listener of messageListeners) listener(message)
    },
    close() {
      isOpen = false
      for (const listener of closeListeners) listener()
    },
  }
}
