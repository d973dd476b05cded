/**
 * Preloaded into a kit's programs (NODE_OPTIONS): the local SNS then signs with the bench's key pair, so that the services
 * accept deliveries that the bench has signed. `?keys=` in its URL names the file with the pair, as JSON.
 */
import { generateKeyPair } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { URL } from 'node:url';
import { promisify } from 'node:util';

const file = new URL(import.meta.url).searchParams.get('keys') ?? '';
const keyPair = JSON.parse(readFileSync(file, 'utf8'));
Object.defineProperty(generateKeyPair, promisify.custom, { value: () => Promise.resolve(keyPair) });
