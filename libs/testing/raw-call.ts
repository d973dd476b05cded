import { connect } from 'node:net';
import { TEST_LIMIT_MS } from './test-limit.ts';

/**
 * Sends bytes unchanged and resolves with everything that the server sent until it closed the connection: for requests that
 * no HTTP client would send. The request should ask for `Connection: close`.
 *
 * @param hangUp closes the connection once the bytes are sent, without waiting for an answer
 */
export function rawCall(port: number, bytes: string | Buffer, hangUp = false): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes, () => {
        if (hangUp) socket.destroy();
      });
    });
    socket.setEncoding('latin1').setTimeout(TEST_LIMIT_MS, () => {
      socket.destroy(new Error(`The server left the connection open and said: ${received}`));
    });
    socket.on('data', (chunk: string) => (received += chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server that refuses a request may close before it has read all of it.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(received);
      else reject(error);
    });
    socket.on('close', () => {
      resolve(received);
    });
  });
}
