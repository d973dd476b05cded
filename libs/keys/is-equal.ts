import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares a presented key with the expected one. Digests have one length, so the time it takes reveals nothing. */
export function isEqual(presented: string, expected: string): boolean {
  return timingSafeEqual(digest(presented), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
