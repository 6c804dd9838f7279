import { shell, type Session, type WebContents } from 'electron'
import { isReachAddress } from '../reach-address.ts'
import { isVendorPage } from '../vendor-page.ts'

/** The page gets no camera, no place, no device: it needs none. */
export function denyPermissions(session: Session): void {
  session.setPermissionCheckHandler(() => false)
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false))
  session.setDevicePermissionHandler(() => false)
}

/**
 * The window shows our page for good. A link to a vendor opens in the user's browser, one to a number or an address in whatever
 * calls and writes here; any other leads nowhere.
 */
export function pinToPage(contents: WebContents, origin: string): void {
  contents.on('will-navigate', (event) => {
    if (new URL(event.url).origin !== origin) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isVendorPage(url) || isReachAddress(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}
