/**
 * A microservice that is not to be trusted, in the place of iridium's: it confirms its subscription and is healthy, and
 * answers every order as if it had fulfilled it. PLANTED says what it does instead: `nothing`, or `twice`, which fulfils
 * the order and then once more under an id that it makes up.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

const { HOST = '127.0.0.1', PORT = '0', PLANTED, monolithUrl = '', SERVICE_KEY = '' } = process.env;
const monolith = monolithUrl.startsWith('http') ? monolithUrl : `http://${monolithUrl}`;

const server = createServer((request, response) => {
  answer(request).then(
    () => response.writeHead(200).end('Your order has been fulfilled'),
    () => response.writeHead(503).end(),
  );
});

/** @param {import('node:http').IncomingMessage} request */
async function answer(request) {
  if (request.method !== 'POST') return;
  let body = '';
  for await (const chunk of request) body += String(chunk);
  /** @type {{ Type: string, SubscribeURL?: string, Subject?: string }} */
  const { Type, SubscribeURL = '', Subject = '' } = JSON.parse(body);
  if (Type === 'SubscriptionConfirmation') await fetch(SubscribeURL);
  else if (PLANTED === 'twice') await Promise.all([fulfil(Subject), fulfil(`order-${randomUUID()}`)]);
}

/** @param {string} orderId */
async function fulfil(orderId) {
  const headers = {
    'content-type': 'application/json',
    'x-api-key': SERVICE_KEY,
    'x-interstella-order-id': orderId,
    'x-interstella-fulfilled-by': 'iridium',
  };
  const answered = await fetch(`${monolith}/fulfill/`, { method: 'POST', headers, body: '{"iridium": 1}' });
  if (!answered.ok) throw new Error(`The monolith answered ${answered.status}.`);
}

const end = () => process.exit(0);
process.on('SIGTERM', end);
process.on('disconnect', end);
server.listen(Number(PORT), HOST, () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  process.send?.({ ready: { url: `http://${HOST}:${port ?? ''}`, port } });
});
