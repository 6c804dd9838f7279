import { AppError } from '#shared/errors/app-error.ts'
import type { Connector, Cursor } from '../connector.ts'

/** What the connector does not do itself. */
export type ContactPorts = Omit<Connector, 'identify' | 'readRights' | 'heardAt' | 'writeCount'>

async function* nothing() {
  await Promise.resolve()
  yield { items: [], cursor: 'none' as Cursor, isComplete: true }
}

/** A portal without contacts, until they are read. */
export const noContacts: ContactPorts = {
  pullUsers: async () => Promise.resolve([]),
  pullFields: async () => Promise.resolve([]),
  changeField: refuse,
  pullTags: async () => Promise.resolve([]),
  createTag: refuse,
  pullPipelines: async () => Promise.resolve([]),
  pullCompanies: nothing,
  pullContacts: nothing,
  readContacts: async () => Promise.resolve(new Map()),
  findContacts: async () => Promise.resolve([]),
  readTrash: async () => Promise.resolve({ contacts: [], hasMore: false }),
  readNames: async () => Promise.resolve([]),
  writeBatch: 50,
  createContacts: refuse,
  updateContacts: refuse,
  marksCreates: false,
  findCreated: refuse,
  findDeleted: async () => Promise.resolve([]),
  offerMarkers: async () => Promise.resolve({ fields: [], making: 'not-admin' }),
  makeMarkerField: refuse,
  ensureCompany: refuse,
  neighbours: {},
  linkCompanies: refuse,
  unlinkCompanies: refuse,
}

async function refuse(): Promise<never> {
  return Promise.reject(new AppError('remote/rejected', 'not yet', { details: { reached: false } }))
}
