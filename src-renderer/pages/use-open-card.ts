import { useCardContext } from './use-card-context.ts'
import { useChatContext } from './use-chat-context.ts'
import { useFeedContext } from './use-feed-context.ts'
import { useOwnDeals } from './use-own-deals.ts'

/** All that the sections of the open card may ask and do. */
export const useOpenCard = () =>
  [useCardContext(), useFeedContext(), useChatContext(), useOwnDeals('deal'), useOwnDeals('lead')] as const
