import { createHash, timingSafeEqual } from 'node:crypto';
import type { Hq } from '../hq.ts';
import { type Ask, Refusal } from './answer.ts';

export const ADMIN_KEY_HEADER = 'x-admin-key';

/** @throws Refusal 403 where HQ has no admin key, 401 where the request has another one */
export function assertAdmin({ adminKey }: Pick<Hq, 'adminKey'>, { headers }: Pick<Ask, 'headers'>): void {
  if (adminKey === undefined) {
    throw new Refusal(
      403,
      'What only the instructor may do is closed: start Interstella HQ with HQ_ADMIN_KEY set to open it.',
    );
  }
  const hash = (key: string) => createHash('sha256').update(key).digest();
  if (!timingSafeEqual(hash(headers[ADMIN_KEY_HEADER] ?? ''), hash(adminKey))) {
    throw new Refusal(
      401,
      `The header ${ADMIN_KEY_HEADER} must be HQ's admin key (HQ_ADMIN_KEY).`,
      ADMIN_KEY_HEADER,
    );
  }
}
