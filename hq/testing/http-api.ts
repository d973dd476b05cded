import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { LambdaResponse } from '@fastify/aws-lambda';
import type { HttpEvent } from '../lambda/make-api.ts';

/** An HTTP API of API Gateway: hands each request to a function as an event, and answers what the function does. */
export async function startHttpApi(invoke: (event: HttpEvent) => Promise<LambdaResponse>) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { statusCode, headers, body } = await invoke(await eventOf(request));
    response.writeHead(statusCode, headers).end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function eventOf(request: IncomingMessage): Promise<HttpEvent> {
  const { method = '', url = '', headers } = request;
  const { pathname: rawPath, searchParams } = new URL(url, 'http://hq.example');
  return {
    ...{ version: '2.0', rawPath, queryStringParameters: Object.fromEntries(searchParams) },
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...{ body: await text(request), isBase64Encoded: false },
    requestContext: { http: { method, sourceIp: '192.0.2.1' } },
  };
}
