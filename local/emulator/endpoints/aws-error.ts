/**
 * An error that a caller of an AWS API caused and is told about, under AWS's own code.
 *
 * The JSON protocols carry `code` in `__type`, the Query protocol in `<Code>`, unless the error has a name of its own there; `status` is the HTTP status that the
 * service's API model gives that code (400 where it gives none).
 */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    /** As SQS's Query protocol calls it; callers of its JSON protocol get it, too (header `x-amzn-query-error`). */
    readonly queryCode?: string,
  ) {
    super(message);
    this.name = 'AwsError';
  }
}
