import type { Call, Reply } from '../http/exchange.ts'
import { showHomePage } from './home-page.ts'
import type { PageContext } from './page-context.ts'
import { answerPageForm } from './page-forms.ts'

/** The answer to calls for the page and its forms; undefined for all others, and where no page was asked for. */
export function answerPage(context: PageContext | undefined, call: Call): Reply | undefined {
  if (context === undefined) return undefined
  if (call.path === '/') return showHomePage(context, call)
  return call.path === context.formAction ? answerPageForm(context, call) : undefined
}
