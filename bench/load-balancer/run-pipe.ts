import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { announceReady } from '@interstella/libs/process';
import { endOnSignal } from '../processes/serve-commands.ts';

/** The smallest proxy on `node:http`: it pipes both messages through, over connections that are kept. */
export function runPipe(targetPort: number): void {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, response) => {
    const { headers, method, url: path } = incoming;
    const call = request({ host: '127.0.0.1', port: targetPort, agent, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    call.on('error', () => response.destroy());
    incoming.pipe(call);
  }).listen(0, '127.0.0.1', () => {
    announceReady({ port: (server.address() as AddressInfo).port });
  });
  endOnSignal();
}
