import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { makeOrderId } from '@interstella/libs/orders';
import { announceReady } from '@interstella/libs/process';
import sonicBoom from 'sonic-boom';
import { CASES, type Case } from '../cases.ts';
import { readText } from '../http/text.ts';
import { endOnSignal } from '../processes/serve-commands.ts';
import { BareUpstream } from './bare-upstream.ts';
import { deliveryCheck, type Delivery } from './delivery-check.ts';

const FULFILLED = 'Your order has been fulfilled';

/**
 * The server that a service is compared with: the same work on bare `node:http`. It reads the same environment variables as
 * the service.
 */
export function runBaseline(name: string): void {
  const order = CASES.find((known) => known.name === name);
  if (order === undefined) throw new Error(`There is no case ${name}.`);
  const output = new sonicBoom.SonicBoom({ fd: process.stdout.fd, sync: false });
  const say = (line: string) => {
    output.write(`${line}\n`);
  };
  const server = createServer(ordersOf(order, say)).listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    say(`baseline listens on port ${port}`);
    announceReady({ port });
  });
  endOnSignal();
}

function ordersOf(
  { item, path, room, signed, upstream: { path: upstreamPath, body, answer }, log }: Case,
  say: (line: string) => void,
) {
  const isAuthentic = signed ? deliveryCheck(process.env.SNS_PINNED_CERTIFICATE ?? '') : () => true;
  const host = room === 'monolith' ? process.env.API_ENDPOINT : process.env.monolithUrl;
  const url = new URL(upstreamPath, host).href;
  const upstream = new BareUpstream(url, process.env.API_KEY, body);

  const answerOrder = (text: string, response: ServerResponse) => {
    const delivery = JSON.parse(text) as Delivery;
    if (!isOrderOf(item, delivery)) {
      reply(response, 400, 'Not an order');
      return;
    }
    if (!isAuthentic(delivery)) {
      reply(response, 403, 'Not from SNS');
      return;
    }
    const orderId = delivery.Subject ?? makeOrderId('direct');
    for (const line of log.beforeCall) say(line);
    upstream.post(orderId, room, (status, said) => {
      say(`${log.status} ${status}`);
      if (status !== 200 || (answer !== undefined && said !== answer)) {
        reply(response, 503, 'Not fulfilled');
        return;
      }
      say(log.afterCall);
      reply(response, 200, FULFILLED);
    });
  };
  return (request: IncomingMessage, response: ServerResponse) => {
    readText(request, (text) => {
      if (request.method === 'POST' && request.url === path) answerOrder(text, response);
      else reply(response, 404, 'Nothing here');
    });
  };
}

function isOrderOf(item: string, { Message }: Delivery): boolean {
  const order = (typeof Message === 'string' ? JSON.parse(Message) : Message) as Record<string, unknown>;
  return Number(order[item]) === 1;
}

function reply(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
