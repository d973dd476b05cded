import { RequestError } from '@interstella/libs/errors';

/** A call to HQ failed. The message says why and what to do. */
export class HqClientError extends RequestError {
  /** @param status HQ's HTTP status; undefined if it did not answer */
  constructor(message: string, status?: number, options?: ErrorOptions) {
    super('HQ', message, status, options);
  }
}
