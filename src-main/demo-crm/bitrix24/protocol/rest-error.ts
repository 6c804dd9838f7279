/** A failure of a method in the vendor's words. Anything that says no status is 400, and most methods say no code either. */
export class RestError extends Error {
  override readonly name = 'RestError'
  readonly code: string
  readonly status: number
  /** Further keys of the answer, such as `argument`. */
  readonly extra: Readonly<Record<string, string>>

  constructor(description: string, code = '', status = 400, extra: Readonly<Record<string, string>> = {}) {
    super(description)
    this.code = code
    this.status = status
    this.extra = extra
  }

  /** What stands in the answer, or in `result_error` of a batch. */
  toBody(): Readonly<Record<string, string>> {
    return { error: this.code, error_description: this.message, ...this.extra }
  }
}

/** A parameter that the method cannot work with. */
export function argumentError(description: string, argument: string): RestError {
  return new RestError(description, 'ERROR_ARGUMENT', 400, { argument })
}

/** An error that the product raised below the method, such as a field that did not pass its check. */
export function coreError(description: string): RestError {
  return new RestError(description, 'ERROR_CORE')
}

/** What the caller may not do, by way of the class that all newer methods share. */
export function accessDenied(description = 'Access denied!', status = 403): RestError {
  return new RestError(description, 'ACCESS_DENIED', status)
}
