import { setTimeout as delay } from 'node:timers/promises';
import type { ParticipantOrderStatus } from '@interstella/hq/client';
import { RESOURCES, type Resource } from '@interstella/infra/stages';
import { gathers, type SmokeHq, type SmokePlace } from './smoke-place.ts';
import { type Check, Skipped } from './smoke-test.ts';

const POLL_MS = 100;
/** SNS tries again after 5 s where a delivery did not succeed at once. */
const LIMIT_MS = 30_000;

/** HQ publishes an order, and the ledger has it soon, from those alone who gather at this stage. */
export function orderThroughSns(place: SmokePlace): Check {
  return { name: 'an order through SNS to the ledger', run: () => run(place) };
}

async function run(place: SmokePlace): Promise<string> {
  const found = await place.findHq();
  if (!found)
    throw new Skipped('it takes Interstella HQ and its admin key: --aws, or --hq-url and HQ_ADMIN_KEY');
  const { client: hq } = found;
  const [orderId] = await hq.order(1);
  if (orderId === undefined) throw new Error('HQ made no order');
  const statuses = await untilComplete(found, orderId);
  const wrong = statuses.flatMap(({ claims }) => strangersIn(claims, place));
  if (wrong.length > 0) throw new Error(`${orderId}: ${wrong.join(', ')}, who should not gather it any more`);
  return Object.entries(statuses[0]?.claims ?? {})
    .map(([resource, { by }]) => `${resource} by ${by}`)
    .join(', ');
}

/** @throws Error that says what is missing */
async function untilComplete(
  { client: hq, participant, openCommand }: SmokeHq,
  orderId: string,
): Promise<readonly ParticipantOrderStatus[]> {
  const deadline = Date.now() + LIMIT_MS;
  for (;;) {
    const all = (await hq.orderStatus(orderId))?.participants ?? [];
    const ours = all.filter((status) => participant === undefined || status.participant === participant);
    if (ours.length > 0 && ours.every(({ complete }) => complete)) return ours;
    if (Date.now() >= deadline) throw new Error(whatIsMissing(orderId, ours, participant, openCommand));
    await delay(POLL_MS);
  }
}

function whatIsMissing(
  orderId: string,
  statuses: readonly ParticipantOrderStatus[],
  participant: string | undefined,
  openCommand: SmokeHq['openCommand'],
): string {
  if (statuses.length === 0)
    return `${participant ?? 'nobody'} is ${participant === undefined ? '' : 'not '}owed ${orderId}: open the participant first, \`${openCommand(participant ?? 'NAME')}\``;
  const claimed = new Set(statuses.flatMap(({ claims }) => Object.keys(claims)));
  const missing = RESOURCES.filter((resource) => !claimed.has(resource));
  return `${orderId} lacks ${missing.join(' and ')} after ${LIMIT_MS / 1_000} s`;
}

/** Claims of whom the stage does not have gather that resource. */
function strangersIn(claims: ParticipantOrderStatus['claims'], place: SmokePlace): string[] {
  if (!place.stage) return [];
  const { subscriptions } = place.stage;
  const mayGather = (resource: Resource, by: string) =>
    subscriptions.some(({ service }) => service === by) &&
    (by === resource || (by === 'monolith' && gathers(place)?.includes(resource) === true));
  return RESOURCES.flatMap((resource) => {
    const by = claims[resource]?.by;
    return by === undefined || mayGather(resource, by) ? [] : [`${resource} by ${by}`];
  });
}
