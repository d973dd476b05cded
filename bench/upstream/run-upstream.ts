import { createServer, type AddressInfo, type Socket } from 'node:net';
import { DELIVERED } from '@interstella/libs/fulfillment';
import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { MessageFramer } from '../http/message-framer.ts';

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
 * Stands for HQ's fulfillment API, for the monolith's `/fulfill/`, and for what is behind a load balancer: answers as they
 * do, at next to no cost, and tells over IPC how many orders it answered.
 */
export function runUpstream(): void {
  let answered = 0;
  const serve = (socket: Socket) => {
    socket.setNoDelay(true);
    const framer = new MessageFramer((head) => {
      // Health checks of a load balancer are no orders.
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
  stopOnSignal({ stop: () => Promise.resolve(), timeLimitMs: 1_000, report: console.error });
}

function answerTo(head: string): string {
  if (head.startsWith('POST /receiving/ ') || head.startsWith('GET / ')) return RECEIVED;
  return head.startsWith('POST /fulfill/ ') ? FULFILLED : UNKNOWN;
}
