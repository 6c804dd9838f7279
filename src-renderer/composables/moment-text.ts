/** As `<input type="datetime-local">` writes it, in the time of this device. */
export function toMomentText(at: number): string {
  const localAt = at - new Date(at).getTimezoneOffset() * 60_000
  return new Date(localAt).toISOString().slice(0, 16)
}

/** The other direction; `null` for what is not a moment. */
export function fromMomentText(text: string): number | null {
  const at = text === '' ? Number.NaN : new Date(text).getTime()
  return Number.isFinite(at) ? at : null
}
