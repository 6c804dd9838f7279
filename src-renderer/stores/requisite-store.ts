import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Json } from '#shared/domain/contact.ts'
import type { ContactId, NeighbourId } from '#shared/domain/ids.ts'
import type { RequisiteFields } from '#shared/domain/requisite.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { createNeighbour, editNeighbour } from '../db/edit-neighbour.ts'
import { readRequisites, type OpenRequisite } from '../db/read-requisites.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

export type { OpenRequisite }

const none: readonly OpenRequisite[] = []

/** Requisites of the contact in the card. */
export const useRequisiteStore = defineStore('requisites', () => {
  const { context, main } = useServices()
  const [list, outbox] = [useContactListStore(), useOutboxStore()]
  const read = async () => {
    const id = list.openId
    return { id, all: id === null ? none : await readRequisites(context.db, id) }
  }
  const last = useLiveQuery<{ id: ContactId | null; all: readonly OpenRequisite[] }>(
    read,
    { id: null, all: none },
    () => list.openId,
  )
  /** Live; empty while another contact's are still there. */
  const requisites = computed(() => (last.value.id === list.openId ? last.value.all : none))

  /** @returns the new ones' id @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  async function add(contactId: ContactId, fields: RequisiteFields): Promise<NeighbourId> {
    const mutation = await createNeighbour(context, contactId, { kind: 'requisite', fields })
    await outbox.perform(async () => [await acceptMutation(context, main, mutation)])
    return mutation.change.kind === 'create-neighbour' ? mutation.change.recordId : ('' as NeighbourId)
  }

  /** @throws {AppError} as `add` */
  async function edit(id: NeighbourId, field: string, to: Json): Promise<void> {
    await outbox.perform(async () => [await acceptMutation(context, main, await editNeighbour(context, id, field, to))])
  }

  return { requisites, add, edit }
})
