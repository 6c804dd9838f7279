import { rm } from 'node:fs/promises'
import { replaceFile } from '../node/durable-file.ts'

/**
 * Writes a page, for its owner's eyes only, that leads into the app by a launch link. A browser is told the path of this
 * page instead of the link, because a command line can be read by every user of the computer, and the first to use a
 * link is let in. @throws {AppError} `storage/failed`
 */
export const writeLaunchPage = async (path: string, url: string): Promise<void> => replaceFile(path, toPage(url))

/** Harmless when there is none. */
export const removeLaunchPage = async (path: string): Promise<void> => rm(path, { force: true })

function toPage(url: string): string {
  const head = [
    '<meta charset="utf-8">',
    '<meta name="referrer" content="no-referrer">',
    `<meta http-equiv="refresh" content="0; url=${url}">`,
    '<title>Kartoteka</title>',
  ]
  return `<!doctype html><html><head>${head.join('')}</head><body><a href="${url}">Kartoteka</a></body></html>\n`
}
