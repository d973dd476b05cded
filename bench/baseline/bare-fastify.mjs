/** The smallest fastify service, for the comparison of start-up and memory. It runs unbundled. */
import process from 'node:process';
import { fastify } from 'fastify';

const app = fastify();
app.get('/', () => 'OK');
const address = await app.listen({ port: 0, host: '127.0.0.1' });
// Only an orderly exit writes Node's compile cache; the services exit in order, too.
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: { port: Number(address.split(':').pop()) } });
