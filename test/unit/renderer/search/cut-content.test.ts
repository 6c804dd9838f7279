import { describe, expect, test } from 'vitest'
import { cutContent, JoinedContent } from '#renderer/search/cut-content.ts'

const someContent = () => ({
  size: 3,
  valued: 0.5,
  names: ['Анна', 'Яна'],
  bytes: Uint8Array.from({ length: 13 }, (_, at) => at),
  inner: [{ rows: new Uint32Array([1, 2, 0xffffffff]).subarray(1), none: new Uint32Array(0) }, null],
  times: new Float64Array([1.5, -2, 1e300]),
})

function copied(content: unknown, pieceBytes = 1_000) {
  const cut = cutContent(content, pieceBytes)
  const pieces = Array.from({ length: cut.count }, (_, piece) => cut.copy(piece))
  return { outline: structuredClone(cut.outline), pieces: structuredClone(pieces) }
}

function join(outline: unknown, pieces: readonly Uint8Array[]) {
  const joined = new JoinedContent(outline)
  for (const piece of pieces) joined.add(piece)
  return { content: joined.content, isWhole: joined.isWhole }
}

describe('content in pieces', () => {
  test.each([1, 5, 8, 1_000])('is what it was when its pieces of %i bytes come back', (pieceBytes) => {
    const { outline, pieces } = copied(someContent(), pieceBytes)

    expect(pieces.every(({ length }) => length <= pieceBytes)).toBe(true)
    expect(join(outline, pieces)).toEqual({ content: someContent(), isWhole: true })
  })

  test('has no numbers in its outline, and needs no pieces when it has none', () => {
    const { outline } = copied(someContent())

    expect(JSON.stringify(outline).length).toBeLessThan(500)
    expect(join(outline, []).isWhole).toBe(false)
    expect(copied({ names: ['Анна'] }).pieces).toEqual([])
  })

  test('is not whole without its last piece', () => {
    const { outline, pieces } = copied(someContent(), 8)

    expect(join(outline, pieces.slice(0, -1)).isWhole).toBe(false)
  })

  test('stays as it was copied when the content changes', () => {
    const content = someContent()
    const { outline, pieces } = copied(content)
    content.times.fill(0)

    expect(join(outline, pieces).content).toEqual(someContent())
  })

  test('that was kept with its numbers in it is taken as it is', () => {
    expect(join(someContent(), [])).toEqual({ content: someContent(), isWhole: true })
  })
})
