import { laterComponent } from '../composables/later-component.ts'
import { laterModule } from '../composables/later-module.ts'

/** What no start shows, but a click may ask for at once. */
const parts = {
  openCard: laterComponent(() => import('./OpenCard.vue')),
  dealCard: laterComponent(() => import('../components/deals/DealCard.vue')),
  newSalePart: laterComponent(() => import('./NewSalePart.vue')),
  newContactForm: laterComponent(() => import('../components/card/NewContactForm.vue')),
  crmSearch: laterComponent(() => import('../components/contacts/CrmSearch.vue')),
  tagDialog: laterComponent(() => import('../components/contacts/TagDialog.vue')),
  deleteDialog: laterComponent(() => import('../components/contacts/DeleteDialog.vue')),
  bulkEditDialog: laterComponent(() => import('../components/contacts/BulkEditDialog.vue')),
  importPart: laterComponent(() => import('./ImportPart.vue')),
  layoutPart: laterComponent(() => import('./LayoutPart.vue')),
  layoutEditor: laterComponent(() => import('../components/layout/LayoutEditor.vue')),
  importDialog: laterComponent(() => import('../components/import/ImportDialog.vue')),
  commandPalette: laterComponent(() => import('../components/frame/CommandPalette.vue')),
  keyboardHelp: laterComponent(() => import('../components/frame/KeyboardHelp.vue')),
  withheldLine: laterComponent(() => import('./WithheldLine.vue')),
  welcomePage: laterComponent(() => import('./WelcomePage.vue')),
}

export const OpenCard = parts.openCard.component
export const DealCard = parts.dealCard.component
export const NewSalePart = parts.newSalePart.component
export const NewContactForm = parts.newContactForm.component
export const CrmSearch = parts.crmSearch.component
export const TagDialog = parts.tagDialog.component
export const DeleteDialog = parts.deleteDialog.component
export const BulkEditDialog = parts.bulkEditDialog.component
export const { importPart } = parts
export const ImportPart = importPart.component
export const LayoutPart = parts.layoutPart.component
export const LayoutEditor = parts.layoutEditor.component
export const ImportDialog = parts.importDialog.component
export const CommandPalette = parts.commandPalette.component
export const KeyboardHelp = parts.keyboardHelp.component
export const WithheldLine = parts.withheldLine.component
export const WelcomePage = parts.welcomePage.component

/** What is said of an action once there was one. */
export const undoWords = laterModule(() => import('./undo-words.ts'))

/**
 * Fetches them one by one when nothing else is to be done: the host may be gone by the time they are asked for.
 * @param idle resolves when the window has nothing to do
 */
export async function preloadParts(idle: () => Promise<void>): Promise<void> {
  for (const { preload } of [...Object.values(parts), undoWords]) {
    await idle()
    await preload()
  }
}
