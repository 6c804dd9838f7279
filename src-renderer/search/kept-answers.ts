/** Frozen answers kept at a time: the one on screen, the next, and a few that a slow caller may still read. */
const MOST = 8

/** Answers that a window may still read, by number. What nobody reads goes first. */
export function createKeptAnswers<Answer>() {
  const kept = new Map<number, Answer>()
  let last = 0

  return {
    /** @returns its number */
    add(answer: Answer): number {
      kept.set(++last, answer)
      const [oldest] = kept.keys()
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest)
      return last
    },
    /** @throws {Error} when it is no longer kept */
    read(number: number): Answer {
      const answer = kept.get(number)
      if (answer === undefined) throw new Error('this answer is no longer kept')
      // One that is being read goes last.
      kept.delete(number)
      kept.set(number, answer)
      return answer
    },
  }
}
