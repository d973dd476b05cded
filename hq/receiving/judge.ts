import {
  FULFILLED_BY_HEADER,
  ORDER_ID_HEADER,
  type Resource,
  RESOURCE_NAME,
  isOrderId,
  makeOrderId,
} from '@interstella/libs/orders';
import { type Ask, Refusal } from '../http/answer.ts';
import { timeOfOrder } from '../ledger/order-time.ts';

/** What a request to the fulfillment API claims. */
export interface JudgedClaim {
  readonly orderId: string;
  readonly by: string;
  /** In the order of HQ's own list; at least one. */
  readonly resources: readonly Resource[];
}

/** Clocks differ by less: an id that is dated later was made up. */
const FUTURE_LIMIT_MS = 3_600_000;

/** Names and values are repeated in messages up to this length. */
const QUOTED = 40;

/**
 * Reads a claim from a request. A service that knows no order ids gets one made, which HQ has never published: its
 * claim is unattributed.
 *
 * @throws Refusal 400, naming the header or the field
 */
export function judgeClaim(ask: Ask, resources: readonly Resource[], now: Date): JudgedClaim {
  const orderId = ask.headers[ORDER_ID_HEADER] ?? makeOrderId('unattributed', now);
  if (!isOrderId(orderId)) {
    throw new Refusal(
      400,
      `The header ${ORDER_ID_HEADER} must be 1 to 80 letters, digits, "-" or "_", beginning with a letter or digit.`,
      ORDER_ID_HEADER,
    );
  }
  const madeAt = timeOfOrder(orderId);
  if (madeAt !== undefined && madeAt > now.getTime() + FUTURE_LIMIT_MS) {
    throw new Refusal(
      400,
      `The header ${ORDER_ID_HEADER} tells an order of ${new Date(madeAt).toISOString()}, which is yet to come: it is ${now.toISOString()}. Set the clock of the service that made it.`,
      ORDER_ID_HEADER,
    );
  }
  const by = ask.headers[FULFILLED_BY_HEADER] ?? 'unknown';
  if (!RESOURCE_NAME.test(by)) {
    throw new Refusal(
      400,
      `The header ${FULFILLED_BY_HEADER} must be 1 to 32 lower-case letters or digits, beginning with a letter, such as monolith.`,
      FULFILLED_BY_HEADER,
    );
  }
  return { orderId, by, resources: judgeAmounts(ask.body, resources) };
}

function judgeAmounts(body: string, resources: readonly Resource[]): readonly Resource[] {
  const example = JSON.stringify(Object.fromEntries(resources.map((resource) => [resource, 1])));
  const amounts = parseObject(body);
  if (!amounts)
    throw new Refusal(400, `The body must be a JSON object of amounts, such as ${example}.`, 'body');
  const fulfilled = new Set<Resource>();
  for (const [name, amount] of Object.entries(amounts)) {
    if (!resources.includes(name)) {
      throw new Refusal(
        400,
        `${quote(name)} is no resource. There are: ${resources.join(', ')}.`,
        name.slice(0, QUOTED),
      );
    }
    if (amount === 1 || amount === '1') fulfilled.add(name);
    else if (amount !== 0 && amount !== '0') {
      throw new Refusal(400, `${name} must be 0 or 1; it was ${quote(amount)}.`, name);
    }
  }
  if (fulfilled.size === 0) {
    throw new Refusal(
      400,
      `At least one of ${resources.join(', ')} must be 1, as in ${example}.`,
      resources[0],
    );
  }
  return resources.filter((resource) => fulfilled.has(resource));
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value);
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}
