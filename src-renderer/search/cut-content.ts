import * as v from 'valibot'

/** Where numbers of any kind may begin. */
const ALIGNED = 8

const kinds = { Uint8Array, Uint32Array, Float64Array } as const
type KindName = keyof typeof kinds
type Numbers = InstanceType<(typeof kinds)[KindName]>

/** More than any index has: what is damaged must not take all memory. */
const CountSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 30))

/** Stands for numbers that lie elsewhere. */
const PlaceSchema = v.object({
  kind: v.picklist(['Uint8Array', 'Uint32Array', 'Float64Array']),
  at: CountSchema,
  length: CountSchema,
})

/** Numbers, and where they begin among all bytes. */
interface Placed {
  readonly at: number
  readonly bytes: Uint8Array
}

/** Something large in two: what it is like, and the bytes of all its numbers. */
export interface CutContent {
  /** The content, with the place of its numbers instead of them. */
  readonly outline: unknown
  /** How many pieces the bytes come in. */
  readonly count: number
  /** A copy of one piece. The content must be as it was. */
  copy(piece: number): Uint8Array
}

/** @param content plain objects and lists, with numbers in typed arrays */
export function cutContent(content: unknown, pieceBytes: number): CutContent {
  const all: Placed[] = []
  let size = 0
  const outline = mapContent(content, (numbers) => {
    const at = size
    all.push({ at, bytes: bytesOf(numbers) })
    size = Math.ceil((size + numbers.byteLength) / ALIGNED) * ALIGNED
    return { kind: numbers.constructor.name, at, length: numbers.length }
  })
  return {
    outline,
    count: Math.ceil(size / pieceBytes),
    copy(piece) {
      const from = piece * pieceBytes
      const copied = new Uint8Array(Math.min(pieceBytes, size - from))
      for (const { at, bytes } of all) overlay(copied, from, bytes, at)
      return copied
    },
  }
}

/** Puts together again what was cut: its numbers are there when all pieces were added. */
export class JoinedContent {
  readonly content: unknown
  readonly #all: Placed[] = []
  #size = 0

  constructor(outline: unknown) {
    this.content = fillOutline(outline, ({ kind, at, length }) => {
      const numbers = new kinds[kind](length)
      this.#all.push({ at, bytes: bytesOf(numbers) })
      return numbers
    })
  }

  /** Pieces come in their order. */
  add(piece: Uint8Array): void {
    for (const { at, bytes } of this.#all) overlay(bytes, at, piece, this.#size)
    this.#size += piece.length
  }

  /** Whether no number is missing. */
  get isWhole(): boolean {
    return this.#all.every(({ at, bytes }) => at + bytes.length <= this.#size)
  }
}

/** Copies what two stretches of bytes have in common. */
function overlay(into: Uint8Array, intoAt: number, from: Uint8Array, fromAt: number): void {
  const begin = Math.max(intoAt, fromAt)
  const end = Math.min(intoAt + into.length, fromAt + from.length)
  if (begin < end) into.set(from.subarray(begin - fromAt, end - fromAt), begin - intoAt)
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

const isNumbers = (value: unknown): value is Numbers => Object.values(kinds).some((Kind) => value instanceof Kind)

function mapContent(value: unknown, place: (numbers: Numbers) => unknown): unknown {
  if (isNumbers(value)) return place(value)
  if (Array.isArray(value)) return value.map((one) => mapContent(one, place))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapContent(one, place)]))
}

function fillOutline(value: unknown, fill: (place: v.InferOutput<typeof PlaceSchema>) => Numbers): unknown {
  if (Array.isArray(value)) return value.map((one) => fillOutline(one, fill))
  // A part that was kept whole has its numbers in it.
  if (typeof value !== 'object' || value === null || isNumbers(value)) return value
  const place = v.safeParse(PlaceSchema, value)
  if (place.success) return fill(place.output)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fillOutline(one, fill)]))
}
