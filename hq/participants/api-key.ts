import { createHash, randomBytes } from 'node:crypto';

/** A new API key: 256 random bits. It is shown once, and only its hash is kept. */
export function makeApiKey(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hex. Nothing slower is needed for a key that cannot be guessed. */
export function hashOfApiKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
