import { HttpException } from '@nestjs/common';

/** A refusal whose sentence the caller is answered at any status, 503 too. */
export class HttpError extends HttpException {
  override readonly name = 'HttpError';

  /** @param field the field or header that the refusal is about */
  constructor(
    status: number,
    message: string,
    readonly field?: string,
  ) {
    super(message, status);
  }
}
