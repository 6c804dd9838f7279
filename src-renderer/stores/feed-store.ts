import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Json } from '#shared/domain/contact.ts'
import type { ContactId, NeighbourId } from '#shared/domain/ids.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import { acceptMutation } from '../db/accept-mutation.ts'
import { createNeighbour, editNeighbour } from '../db/edit-neighbour.ts'
import { findAbout } from '../db/find-about.ts'
import { emptyFeed, readFeed, type Feed } from '../db/read-feed.ts'
import { useContactListStore } from './contact-list-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'
import { useLookBeside } from './use-look-beside.ts'

export type { Feed }

/** Notes and tasks of the contact in the card. */
export const useFeedStore = defineStore('feed', () => {
  const { context, main } = useServices()
  const [list, outbox] = [useContactListStore(), useOutboxStore()]
  useLookBeside()
  const read = async (): Promise<{ id: ContactId | null; feed: Feed }> => {
    const id = list.openId
    return { id, feed: id === null ? emptyFeed : await readFeed(context.db, id) }
  }
  const last = useLiveQuery(read, { id: null, feed: emptyFeed }, () => list.openId)
  /** Live; empty while another contact's is still there. */
  const feed = computed(() => (last.value.id === list.openId ? last.value.feed : emptyFeed))

  /** @throws {AppError} `storage/failed`, `state/refused`: then nothing changed */
  async function add(contactId: ContactId, record: Neighbour): Promise<void> {
    await outbox.perform(async () => [
      await acceptMutation(context, main, await createNeighbour(context, contactId, record)),
    ])
  }

  /** @throws {AppError} as `add` */
  const edit = (id: NeighbourId, field: string, to: Json): Promise<void> => editAll(id, [[field, to]])

  /** Several fields in one action: taken back together. @throws {AppError} as `add` */
  async function editAll(id: NeighbourId, edits: readonly (readonly [field: string, to: Json])[]): Promise<void> {
    await outbox.perform(async () => {
      const accepted = []
      for (const [field, to] of edits) {
        accepted.push(await acceptMutation(context, main, await editNeighbour(context, id, field, to)))
      }
      return accepted
    })
  }
  /** A note or a task that somebody is on the way to: its line is shown and then forgotten here. */
  const sought = shallowRef<NeighbourId | null>(null)
  /** `null` where nobody here has it. */
  const findContact = (id: NeighbourId): Promise<ContactId | null> => findAbout(context.db, id)

  return { feed, add, edit, editAll, sought, findContact }
})
