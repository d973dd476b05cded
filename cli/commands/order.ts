import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { whyNobodyIsOwed } from '@interstella/rehearsal/stage/why-nobody-is-owed.ts';
import { jsonOption, timeoutOption } from '../options.ts';
import { onHq, type HqOptions } from '../headquarters/hq-options.ts';
import { connectToHq } from '../headquarters/connect-to-hq.ts';
import { type HqClient, HqClientError, type ParticipantOrderStatus } from '@interstella/hq/client';
import { within } from '@interstella/libs/time-limits';
import { say } from '@interstella/terminal/say.ts';

const POLL_MS = 25;
/** The least time that HQ has to accept the order, in ms, even with --timeout 0. */
const SHORTEST_MS = 1_000;
/** HQ's status if no participant is open. */
const CONFLICT = 409;

interface OrderOptions {
  /** Seconds to wait for the ledger. */
  readonly timeout: number;
  readonly json: boolean;
}

export function addOrder(command: Command): void {
  onHq(command)
    .addOption(timeoutOption('seconds', 'how long to wait', 30))
    .addOption(jsonOption())
    .action(async (options: HqOptions & OrderOptions) => {
      const hq = await connectToHq(options);
      process.exitCode = await order(hq, options, () => whyNobodyIsOwed(options));
    });
}

/**
 * `interstella order`: has HQ publish one order and waits until the ledger has all of its resources. Resolves with the exit
 * code.
 *
 * @param whyNobody finds the reason why nobody is owed orders; undefined if it is unknown
 * @throws HqClientError, also if HQ does not answer in that time, or nobody is owed orders
 */
export async function order(
  hq: Pick<HqClient, 'order' | 'orderStatus'>,
  { timeout, json }: OrderOptions,
  whyNobody: () => Promise<string | undefined> = () => Promise.resolve(undefined),
): Promise<number> {
  const deadline = Date.now() + timeout * 1_000;
  const orderId = await publishOne(hq, Math.max(SHORTEST_MS, timeout * 1_000), whyNobody);
  let statuses: readonly ParticipantOrderStatus[] = [];
  while (Date.now() < deadline) {
    const status = await within(deadline - Date.now(), () => hq.orderStatus(orderId)).catch(ignoreTimeout);
    statuses = status?.participants ?? statuses;
    if (statuses.length > 0 && statuses.every(({ complete }) => complete)) break;
    await delay(POLL_MS);
  }
  const complete = statuses.length > 0 && statuses.every((status) => status.complete);
  if (json) say(JSON.stringify({ orderId, complete, participants: statuses }));
  else say(text(orderId, statuses, timeout));
  return complete ? 0 : 1;
}

async function publishOne(
  hq: Pick<HqClient, 'order'>,
  limitMs: number,
  whyNobody: () => Promise<string | undefined>,
): Promise<string> {
  try {
    const [orderId] = await within(limitMs, () => hq.order(1));
    if (orderId !== undefined) return orderId;
  } catch (error) {
    if (isTimeout(error)) {
      const why = `Interstella HQ did not answer within ${limitMs / 1_000} s; the order may be made all the same.`;
      throw new HqClientError(`${why} See \`interstella report\`.`, undefined, { cause: error });
    }
    const why = error instanceof HqClientError && error.status === CONFLICT ? await whyNobody() : undefined;
    throw why === undefined ? error : new HqClientError(why, CONFLICT, { cause: error });
  }
  throw new Error('HQ made no order. Is a participant open? See `interstella report`.');
}

const isTimeout = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

function ignoreTimeout(error: unknown): undefined {
  if (!isTimeout(error)) throw error;
}

function text(orderId: string, statuses: readonly ParticipantOrderStatus[], timeout: number): string {
  if (statuses.length === 0)
    return `${orderId}: nothing is known of it after ${timeout} s. See \`interstella report\`.`;
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
