import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, session, shell } from 'electron'
import { createApp } from '#core/app.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { announceHolder } from '../browser/holder.ts'
import { createFileSecretStore } from '../node/file-secret-store.ts'
import { createNodePorts } from '../node/node-ports.ts'
import { openProfile, type Profile } from '../node/profile.ts'
import { lockProfile } from '../node/profile-lock.ts'
import { loadRendererFiles } from '../renderer-files.ts'
import { explainDamage } from '../start/explain-damage.ts'
import type { StartFlags } from '../start/flags.ts'
import { logFailure } from '../start/log-failure.ts'
import { parseShellFlags } from '../start/shell-flags.ts'
import { APP_ORIGIN, registerAppScheme, serveAppScheme } from './app-protocol.ts'
import { denyPermissions, pinToPage } from './guards.ts'
import { installMenu } from './menu.ts'
import { createSafeStorageCipher } from './safe-storage-cipher.ts'
import { recallBounds, rememberBounds } from './window-bounds.ts'
import { serveWindow } from './window-channel.ts'
import { wordsFor } from './words.ts'

// Whatever this program or its libraries make from here on, other users of the computer cannot read.
process.umask(0o077)

/** Set by `electron-vite dev` alone; a packaged app takes its page from nowhere but its own files. */
const devServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
const pageUrl = devServer ?? `${APP_ORIGIN}/`
const pageOrigin = devServer === undefined ? APP_ORIGIN : new URL(devServer).origin

registerAppScheme()
const parsed = parseShellFlags(process.argv.slice(1))
if (parsed.kind === 'run') boot(parsed.flags)
else {
  process.stderr.write(`${parsed.kind === 'wrong' ? parsed.message : 'see npm start -- --help'}\n`)
  app.exit(2)
}

function boot(flags: StartFlags): void {
  const profile = openProfile(flags.profile)
  mkdirSync(profile.electron, { recursive: true })
  app.setPath('userData', profile.electron)
  // A second start of the same profile only brings the window forward.
  if (!app.requestSingleInstanceLock()) return app.exit(0)
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows()
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  app.on('window-all-closed', () => app.quit())
  app
    .whenReady()
    .then(() => run(flags, profile))
    .catch((error: unknown) => fail(error, profile))
}

async function run(flags: StartFlags, profile: Profile): Promise<void> {
  const lock = lockProfile(profile.directory)
  await announceHolder(profile.holder, { host: 'electron' })
  const filled = createNodePorts({
    host: 'electron',
    profile,
    secrets: createFileSecretStore(profile.secrets, await createSafeStorageCipher()),
    demoContacts: flags.demoContacts,
    echoWarning: flags.verbose ? (line) => process.stderr.write(line) : undefined,
  })
  const { ports } = filled
  // Core makes such addresses itself, of a vendor's own pages or the demo CRM's.
  const core = await createApp({ ...ports, openPage: (url) => shell.openExternal(url) })

  denyPermissions(session.defaultSession)
  if (devServer === undefined) {
    serveAppScheme(session.defaultSession, await loadRendererFiles(join(import.meta.dirname, '../renderer')))
  }
  installMenu(wordsFor(app.getLocale()))

  const { isMaximized, ...bounds } = await recallBounds(ports.local)
  const window = openWindow(bounds)
  if (isMaximized) window.maximize()
  const saveBounds = rememberBounds(window, ports.local)
  closeBeforeQuit(profile, async () => {
    await saveBounds()
    await core.close()
    await filled.close()
    lock.release()
  })
  serveWindow(window.webContents, pageOrigin, (channel) => core.connectWindow(channel))
  await window.loadURL(pageUrl)
  ports.logger.info('started', { version: ports.version, host: 'electron' })
}

function openWindow(bounds: Partial<Electron.Rectangle>): BrowserWindow {
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 800,
    minHeight: 560,
    title: 'Kartoteka',
    show: false,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      // Names and addresses are not to be sent to a spelling service.
      spellcheck: false,
    },
  })
  pinToPage(window.webContents, pageOrigin)
  // Not earlier: an empty frame would flash, white in a dark room.
  window.once('ready-to-show', () => window.show())
  return window
}

/** Holds the first quit back until the journal is closed; then ends for good. */
function closeBeforeQuit(profile: Profile, close: () => Promise<void>): void {
  let isClosing = false
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (isClosing) return
    isClosing = true
    for (const window of BrowserWindow.getAllWindows()) window.close()
    close().then(
      () => app.exit(0),
      (error: unknown) => fail(error, profile),
    )
  })
}

function fail(error: unknown, profile: Profile): void {
  logFailure(error, profile, 'electron')
  const words = wordsFor(app.getLocale())
  const isInUse = error instanceof AppError && error.details['reason'] === 'profile-in-use'
  const reason = explainDamage(error, profile) ?? (error instanceof Error ? error.message : String(error))
  dialog.showErrorBox('Kartoteka', isInUse ? words.profileInUse : `${words.cannotStart}\n${reason}`)
  app.exit(1)
}
