/** The least that a fastify service is: what start-up and memory are compared with. Run as it stands, unbundled. */
import process from 'node:process';
import { fastify } from 'fastify';

const app = fastify();
app.get('/', () => 'OK');
const address = await app.listen({ port: 0, host: '127.0.0.1' });
// An orderly exit, as the services have one: it is what writes Node's compile cache.
process.once('SIGTERM', () => process.exit(0));
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: { port: Number(address.split(':').pop()) } });
