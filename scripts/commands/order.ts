import { setTimeout as delay } from 'node:timers/promises';
import type { HqClient, ParticipantOrderStatus } from '@interstella/hq/client';

const POLL_MS = 25;

export interface OrderOptions {
  /** Seconds to wait for the ledger. */
  readonly timeout: number;
  readonly json: boolean;
}

/** `interstella order`: HQ publishes one order; waits until the ledger has all of it. Resolves with the exit code. */
export async function order(hq: HqClient, { timeout, json }: OrderOptions): Promise<number> {
  const [orderId] = await hq.order(1);
  if (orderId === undefined)
    throw new Error('HQ made no order. Is a participant open? See `interstella report`.');
  const deadline = Date.now() + timeout * 1_000;
  let statuses: readonly ParticipantOrderStatus[] = [];
  while (Date.now() < deadline) {
    statuses = (await hq.orderStatus(orderId))?.participants ?? [];
    if (statuses.length > 0 && statuses.every(({ complete }) => complete)) break;
    await delay(POLL_MS);
  }
  const complete = statuses.length > 0 && statuses.every((status) => status.complete);
  if (json) process.stdout.write(`${JSON.stringify({ orderId, complete, participants: statuses })}\n`);
  else process.stdout.write(`${text(orderId, statuses, timeout)}\n`);
  return complete ? 0 : 1;
}

function text(orderId: string, statuses: readonly ParticipantOrderStatus[], timeout: number): string {
  if (statuses.length === 0) return `${orderId}: no participant is open, so nobody was sent it.`;
  return statuses
    .map(({ participant, publishedAt, completedAt, claims }) => {
      const by = Object.entries(claims).map(([resource, claim]) => `${resource} by ${claim.by}`);
      if (completedAt === null || publishedAt === null) {
        const so = by.length > 0 ? ` (so far ${by.join(', ')})` : '';
        return `${orderId}: not in the ledger of ${participant} after ${timeout} s${so}. See \`interstella report\`.`;
      }
      const took = Date.parse(completedAt) - Date.parse(publishedAt);
      return `${orderId}: in the ledger of ${participant} after ${took} ms: ${by.join(', ')}`;
    })
    .join('\n');
}
