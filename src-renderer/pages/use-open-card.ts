import { useCardContext } from './use-card-context.ts'
import { useChatContext } from './use-chat-context.ts'
import { useFeedContext } from './use-feed-context.ts'
import { useOwnDeals } from './use-own-deals.ts'
import { useRequisiteContext } from './use-requisite-context.ts'

/** All that the sections of the open card may ask and do. */
export function useOpenCard() {
  const [context, feed, chats] = [useCardContext(), useFeedContext(), useChatContext()]
  const [deals, leads, requisites] = [useOwnDeals('deal'), useOwnDeals('lead'), useRequisiteContext()]
  return { context, feed, chats, deals, leads, requisites }
}
