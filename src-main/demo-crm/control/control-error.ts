/** A control request that makes no sense; the message is for the person who wrote the test. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
}
