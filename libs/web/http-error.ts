import { HttpException } from '@nestjs/common';

/** An error whose message goes to the caller, also with status 503. */
export class HttpError extends HttpException {
  override readonly name = 'HttpError';

  /** @param field the field or header that is wrong */
  constructor(
    status: number,
    message: string,
    readonly field?: string,
  ) {
    super(message, status);
  }
}
