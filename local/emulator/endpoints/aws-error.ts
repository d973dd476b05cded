/**
 * An error that a caller of an AWS API caused and is told about, under AWS's own code.
 *
 * The Query protocol carries `code` in `<Code>`, the JSON protocols in `__type`; `status` is the HTTP status that the
 * service's API model gives that code (400 where it gives none).
 */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** SQS speaks JSON, but its callers still know its errors by these names (header `x-amzn-query-error`). */
    readonly queryCode?: string,
  ) {
    super(message);
    this.name = 'AwsError';
  }
}
