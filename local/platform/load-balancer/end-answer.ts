import type { ServerResponse } from 'node:http';
import { discardRest } from '@interstella/libs/streams';

/**
 * Ends an answer. Where the connection closes after it and the request has not ended, the client has the answer at once
 * and the response ends with the request: closing over unread bytes resets the connection, and the client loses the answer.
 */
export function endAnswer(response: ServerResponse, chunk: Buffer | string = ''): void {
  const { req: request } = response;
  if (request.complete || response.shouldKeepAlive) {
    response.end(chunk);
    return;
  }
  response.flushHeaders();
  response.write(chunk);
  void discardRest(request).then(() => response.end());
}
