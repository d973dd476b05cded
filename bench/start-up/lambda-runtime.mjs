/**
 * HQ's functions behind a socket, as Lambda's runtime starts them: every request is an event of an HTTP API.
 *
 * Usage: lambda-runtime.mjs BUNDLE
 */
import { createServer } from 'node:http';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [bundle = ''] = process.argv.slice(2);
/** @type {typeof import('../../hq/lambda/index.ts')} */
const { api } = await import(pathToFileURL(bundle).href);

const server = createServer((request, response) => {
  request.resume();
  const event = {
    version: /** @type {const} */ ('2.0'),
    rawPath: request.url ?? '/',
    headers: { host: 'hq.example' },
    isBase64Encoded: false,
    requestContext: { http: { method: request.method ?? 'GET', sourceIp: '192.0.2.1' } },
  };
  void api(event).then(({ statusCode, headers, body }) => {
    response.writeHead(statusCode, headers).end(body);
  });
});
server.listen({ port: 0, host: '127.0.0.1' }, () => {
  const address = server.address();
  process.send?.({ ready: typeof address === 'object' ? { port: address?.port } : {} });
});
// Only an orderly exit writes Node's compile cache; the services exit in order, too.
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
