import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { Words } from './words.ts'

/** The usual menu. Its roles bring the usual keys, which on macOS exist only through a menu. */
export function installMenu(words: Words): void {
  const separator = { type: 'separator' } as const
  const role = (name: NonNullable<MenuItemConstructorOptions['role']> & keyof Words): MenuItemConstructorOptions => ({
    role: name,
    label: words[name],
  })

  const template: MenuItemConstructorOptions[] = [
    { label: process.platform === 'darwin' ? 'Kartoteka' : words.file, submenu: [role('quit')] },
    {
      label: words.edit,
      submenu: [role('undo'), role('redo'), separator, role('cut'), role('copy'), role('paste'), role('selectAll')],
    },
    {
      label: words.view,
      submenu: [role('resetZoom'), role('zoomIn'), role('zoomOut'), separator, role('togglefullscreen')],
    },
    { label: words.window, submenu: [role('minimize'), role('close')] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
