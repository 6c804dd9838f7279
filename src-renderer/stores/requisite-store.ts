import { defineStore } from 'pinia'
import { computed, type ComputedRef } from 'vue'
import type { Json } from '#shared/domain/contact.ts'
import type { CompanyId, ContactId, NeighbourId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { RequisiteFields } from '#shared/domain/requisite.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { createCompanyRequisites, createNeighbour, editNeighbour } from '../db/edit-neighbour.ts'
import { readCompanyRequisites, readRequisites, type OpenRequisite } from '../db/read-requisites.ts'
import { useCompanyStore } from './company-store.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { OpenRequisite }

const none: readonly OpenRequisite[] = []

/** Requisites of the contact in the card. */
export const useRequisiteStore = defineStore('requisites', () => {
  const { context } = useServices()
  const list = useContactListStore()
  const ways = useWays()
  const requisites = useOpen(
    () => list.openId,
    (id: ContactId) => readRequisites(context.db, id),
  )
  const add = (contactId: ContactId, fields: RequisiteFields) =>
    ways.create(createNeighbour(context, contactId, { kind: 'requisite', fields }))
  return { requisites, add, edit: ways.edit }
})

/** The same of the company in the card. */
export const useCompanyRequisiteStore = defineStore('company-requisites', () => {
  const { context } = useServices()
  const companies = useCompanyStore()
  const ways = useWays()
  const requisites = useOpen(
    () => companies.openId,
    (id: CompanyId) => readCompanyRequisites(context.db, id),
  )
  const add = (companyId: CompanyId, fields: RequisiteFields) =>
    ways.create(createCompanyRequisites(context, companyId, fields))
  return { requisites, add, edit: ways.edit }
})

/** Live; empty while another one's are still there. */
function useOpen<Id extends ContactId | CompanyId>(
  openId: () => Id | null,
  read: (id: Id) => Promise<readonly OpenRequisite[]>,
): ComputedRef<readonly OpenRequisite[]> {
  const readOpen = async () => {
    const id = openId()
    return { id, all: id === null ? none : await read(id) }
  }
  const last = useLiveQuery<{ id: Id | null; all: readonly OpenRequisite[] }>(readOpen, { id: null, all: none }, openId)
  return computed(() => (last.value.id === openId() ? last.value.all : none))
}

function useWays() {
  const { context, main } = useServices()
  const outbox = useOutboxStore()

  /** @returns the new ones' id @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  async function create(made: Promise<Mutation>): Promise<NeighbourId> {
    const mutation = await made
    await outbox.perform(async () => [await acceptMutation(context, main, mutation)])
    return mutation.change.kind === 'create-neighbour' ? mutation.change.recordId : ('' as NeighbourId)
  }

  /** @throws {AppError} as `create` */
  async function edit(id: NeighbourId, field: string, to: Json): Promise<void> {
    await outbox.perform(async () => [await acceptMutation(context, main, await editNeighbour(context, id, field, to))])
  }

  return { create, edit }
}
