import type { IncomingMessage } from 'node:http';

/** Reads a request or a response of `node:http` to its end. */
export function readText(message: IncomingMessage, done: (text: string) => void): void {
  let text = '';
  message.setEncoding('utf8');
  message.on('data', (chunk: string) => {
    text += chunk;
  });
  message.on('end', () => {
    done(text);
  });
}
