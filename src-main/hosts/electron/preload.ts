import { contextBridge, ipcRenderer } from 'electron'
import { HELLO, TO_MAIN, TO_WINDOW } from './message-names.ts'

let isOpen = false

// The whole of what the page can reach. No name of a message is the page's to choose.
contextBridge.exposeInMainWorld('kartoteka', {
  send(message: unknown): void {
    ipcRenderer.send(TO_MAIN, message)
  },
  subscribe(listener: (message: unknown) => void): () => void {
    // The event object stays here: through its `sender` the page would get the whole of ipcRenderer.
    const hear = (_event: unknown, message: unknown) => listener(message)
    ipcRenderer.on(TO_WINDOW, hear)
    // The first listener of a document: main opens a new line for it and cuts the one of the document before.
    if (!isOpen) ipcRenderer.send(HELLO)
    isOpen = true
    return () => ipcRenderer.off(TO_WINDOW, hear)
  },
})
