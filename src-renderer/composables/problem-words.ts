import type { AccountId } from '#shared/domain/ids.ts'
import { assertNever } from '#shared/errors/invariant.ts'
import { faultsOf, type FieldFault } from '#shared/domain/fault.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { fieldLabel, type Speaker } from './mutation-words.ts'
import { refusedPartText } from './part-words.ts'
import { reasonText } from './reason-words.ts'

/** Why an edit was set aside, as a sentence; a refusal of several things is a line for each. @param atField it stands beside the field, so that need not be named */
export function problemText(problem: Problem, accountId: AccountId, speaker: Speaker, atField: boolean): string {
  const { text } = speaker
  switch (problem.kind) {
    case 'conflict':
      return text.t(problem.conflict.edit.kind === 'delete' ? 'pending.changedSince' : 'pending.conflict')
    case 'neighbour-conflict':
      return text.t('pending.conflict')
    case 'rejected': {
      const faults = faultsOf(problem).map((fault) => faultText(fault, accountId, speaker, atField))
      return [...new Set(faults)].join('\n')
    }
    case 'gone':
      return text.t('pending.gone')
    case 'doubtful':
      return text.plural('pending.doubtful', problem.candidates.length)
    default:
      return assertNever(problem)
  }
}

/** What is said otherwise of a note, a task or a deal than of a contact; `null` where it is the same. */
export function besideText(problem: Problem, { text }: Speaker): string | null {
  if (problem.kind === 'gone') return text.t('neighbours.gone')
  if (problem.kind !== 'doubtful') return null
  if (problem.seen === undefined) return text.t('neighbours.doubtful')
  const names = problem.seen.map(({ name, remoteId: id }) => `${name} (${text.t('pending.candidate', { id })})`)
  return text.t('neighbours.alike', { names: names.join(', ') })
}

function faultText(fault: FieldFault, accountId: AccountId, speaker: Speaker, atField: boolean): string {
  const { text } = speaker
  const why = reasonText(fault.reason, fault.message, text, fault.field)
  const reason =
    fault.part === undefined ? why : text.t('pending.ofPart', { part: refusedPartText(fault.part, text), why })
  if (atField || fault.field === null) return text.t('pending.rejected', { reason })
  return text.t('pending.rejectedField', { field: fieldLabel(fault.field, accountId, speaker), reason })
}
