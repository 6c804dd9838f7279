const en = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  quit: 'Quit Kartoteka',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  resetZoom: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  togglefullscreen: 'Full Screen',
  minimize: 'Minimize',
  close: 'Close Window',
  profileInUse: 'Kartoteka is already running with this profile. Use that window, or close it first.',
  cannotStart: 'Kartoteka cannot start. Its data is untouched. The reason:',
} as const

export type Words = Readonly<Record<keyof typeof en, string>>

const ru: Words = {
  file: 'Файл',
  edit: 'Правка',
  view: 'Вид',
  window: 'Окно',
  quit: 'Выйти из Картотеки',
  undo: 'Отменить',
  redo: 'Повторить',
  cut: 'Вырезать',
  copy: 'Копировать',
  paste: 'Вставить',
  selectAll: 'Выделить всё',
  resetZoom: 'Обычный размер',
  zoomIn: 'Увеличить',
  zoomOut: 'Уменьшить',
  togglefullscreen: 'Во весь экран',
  minimize: 'Свернуть',
  close: 'Закрыть окно',
  profileInUse: 'Картотека уже запущена с этим профилем. Откройте её окно или сначала закройте его.',
  cannotStart: 'Картотека не может запуститься. Данные не тронуты. Причина:',
}

/** What the shell itself says; the interface has its own locales. */
export const wordsFor = (locale: string): Words => (locale.toLowerCase().startsWith('ru') ? ru : en)
