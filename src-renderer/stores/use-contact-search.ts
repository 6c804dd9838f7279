import { isUuid, type AccountId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { reachKey } from '#shared/domain/same-text.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { findOwner } from '../db/read-chats.ts'
import { readContact, type ContactView } from '../db/read-contact.ts'
import { useServices } from './services.ts'

/** More people with one number are as good as these. */
const MOST_ALIKE = 5

/** Contacts that somebody looks for beyond the list: in the CRM, by a number, by a chat, in the trash. */
export function useContactSearch() {
  const { context, main, search } = useServices()

  /**
   * What the search of the CRM finds in one account; it is in the cache by then.
   * @throws {AppError} as `refresh`
   */
  async function findInCrm(accountId: AccountId, text: string): Promise<readonly ContactView[]> {
    const { contactIds } = await main.call('contacts/find', { accountId, text })
    return readThere(contactIds)
  }

  /**
   * Who has this very number or address in an account: on this device, else by the CRM's own search. Where the CRM cannot be
   * asked the answer of this device stands; never rejects for its sake.
   */
  async function findSame(accountId: AccountId, reach: string): Promise<readonly ContactView[]> {
    const isSame = ({ fields }: ContactView) =>
      [...fields.phones, ...fields.emails].some(({ value }) => reachKey(value) === reachKey(reach))
    const here = (await readThere(await search.findContacts(accountId, reach, MOST_ALIKE))).filter(isSame)
    if (here.length > 0) return here
    try {
      return (await findInCrm(accountId, reach)).filter(isSame)
    } catch (error) {
      if (error instanceof AppError) return here
      throw error
    }
  }

  /** Who has the chat of this id, as far as this device knows. */
  async function findByChat(accountIds: readonly AccountId[], text: string): Promise<readonly ContactView[]> {
    if (!isUuid(text)) return []
    const owners = await Promise.all(accountIds.map((id) => findOwner(context.db, id, text as RemoteId)))
    return readThere(owners.filter((id) => id !== null))
  }

  /** What lies in the CRM's trash. @throws {AppError} as `refresh` */
  const listDeleted = (accountId: AccountId) => main.call('contacts/list-deleted', { accountId })

  async function readThere(contactIds: readonly ContactId[]): Promise<readonly ContactView[]> {
    const found = await Promise.all(contactIds.map((id) => readContact(context.db, id)))
    return found.flatMap((one) => (one === null || one.contact.isDeleted ? [] : [one.contact]))
  }

  return { findInCrm, findSame, findByChat, listDeleted }
}
