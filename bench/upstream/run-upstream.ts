import { createServer, type AddressInfo, type Socket } from 'node:net';
import { DELIVERED } from '@interstella/libs/fulfillment';
import { announceReady } from '@interstella/libs/process';
import { MessageFramer } from '../http/message-framer.ts';
import { endOnSignal } from '../processes/serve-commands.ts';

const answer = (status: string, text: string) =>
  [
    `HTTP/1.1 ${status}`,
    'content-type: text/plain; charset=utf-8',
    `content-length: ${text.length}`,
    `date: ${new Date().toUTCString()}`,
    'connection: keep-alive',
    'keep-alive: timeout=75',
    '',
    text,
  ].join('\r\n');

const RECEIVED = answer('200 OK', 'success');
const FULFILLED = answer('200 OK', DELIVERED);
const UNKNOWN = answer('404 Not Found', 'There is nothing at this path.');

/**
 * A stub of HQ's fulfillment API, of the monolith's `/fulfill/`, and of a load balancer's target. It answers as they do, at
 * almost no cost, and reports over IPC how many orders it has answered.
 */
export function runUpstream(): void {
  let answered = 0;
  const serve = (socket: Socket) => {
    socket.setNoDelay(true);
    const framer = new MessageFramer((head) => {
      // A GET is a health check of the load balancer.
      if (!head.startsWith('GET ')) answered += 1;
      socket.write(answerTo(head));
    });
    socket.on('data', (chunk) => {
      framer.push(chunk);
    });
    // A server under test that stops may reset its connections.
    socket.on('error', () => undefined);
  };
  const server = createServer(serve).listen(0, '127.0.0.1', () => {
    announceReady({ port: (server.address() as AddressInfo).port });
  });
  process.on('message', () => process.send?.({ answered }));
  endOnSignal();
}

function answerTo(head: string): string {
  if (head.startsWith('POST /receiving/ ') || head.startsWith('GET / ')) return RECEIVED;
  return head.startsWith('POST /fulfill/ ') ? FULFILLED : UNKNOWN;
}
