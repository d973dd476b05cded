/**
 * Preloaded into a kit's programs (NODE_OPTIONS): the local SNS then signs with a key pair that the bench has, too, so that
 * the services take deliveries that the bench has signed.
 */
import { generateKeyPair } from 'node:crypto';
import { env } from 'node:process';
import { promisify } from 'node:util';

const keyPair = JSON.parse(env.BENCH_SNS_KEYS ?? '');
Object.defineProperty(generateKeyPair, promisify.custom, { value: () => Promise.resolve(keyPair) });
