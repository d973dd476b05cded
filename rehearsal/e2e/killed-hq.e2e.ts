import { describe, expect, it } from '@jest/globals';
import { waitFor } from '@interstella/libs/testing';
import { expectConserved } from '../../cli/e2e/support/conservation.ts';
import type { FaultProxy, ProxiedRequest } from '../../cli/e2e/support/fault-proxy.ts';
import { startMigrated } from '../../cli/e2e/support/migrated.ts';
import type { RunningProgram } from '../../cli/e2e/support/running-program.ts';
import { useWorlds } from '../../cli/e2e/support/use-worlds.ts';
import type { World } from '../../cli/e2e/support/world.ts';

/** What HQ does that lasts: DynamoDB's writes and SNS's publishing. */
const EFFECTS = /\.(?:PutItem|UpdateItem|DeleteItem|BatchWriteItem)$|(?:^|&)Action=Publish/;
/** How an order's entry in a lane begins. Those of claims begin with the participant. */
const LANE_ENTRY = /":entries":\{"S":"\[\[\\"(order-[^"\\]+)/;
/** More effects than one order can have; a bound for the search for the last. */
const MOST_EFFECTS = 30;

describe('every order is fulfilled once though HQ is killed', () => {
  const startWorld = useWorlds();

  it.each(['before', 'after'] as const)(
    'right %s any of the writes and publishings that an order consists of',
    async (when) => {
      const world = await startWorld({ watchAws: true });
      await startMigrated(world);
      let effect = 1;
      while (await diesAt(world, effect, when)) effect += 1;
      // The record, the lane, three topics, the record again, and a claim or two; and what closes buckets in some.
      expect(effect).toBeGreaterThan(7);
      expect(effect).toBeLessThan(MOST_EFFECTS);
      const { orderIds } = await expectConserved(world, 'as seen');
      // An order exists once a lane has it. HQ that dies before makes none, and answers that it made none.
      expect(orderIds).toEqual(ordersInLanes(world));
      expect(orderIds.length).toBeGreaterThan(effect / 2);
    },
  );
});

/**
 * One order, from its making to its last claim, with an HQ that dies at its n-th effect and is started again.
 *
 * @returns whether there was an n-th effect
 */
async function diesAt(world: World, nth: number, when: 'before' | 'after'): Promise<boolean> {
  if (nth > MOST_EFFECTS || !world.aws) throw new Error(`HQ has made ${nth} writes for one order.`);
  const death = killAt(world.aws, world.hqProgram, nth, when);
  const made = await world.hq.order(1).catch(() => undefined);
  await waitFor('death or completion', async () => {
    return (
      death.hasCome || (made !== undefined && (await isComplete(world, made[0] ?? '').catch(() => false)))
    );
  });
  world.aws.heal();
  if (!death.hasCome) return false;
  await death.isOver;
  await world.hqProgram.start();
  await waitFor('all that was begun to be complete', async () => {
    const { backlog } = await world.hq.generator();
    return backlog === 0 && (await world.report()).open === 0;
  });
  return true;
}

/** The ids under which HQ wrote orders into lanes, by the proxy before DynamoDB. */
function ordersInLanes({ aws }: World): readonly string[] {
  const written = (aws?.exchanges ?? [])
    .filter(({ forwarded }) => forwarded.some((answer) => answer?.status === 200))
    .flatMap(({ request }) => LANE_ENTRY.exec(request.body)?.[1] ?? []);
  return [...new Set(written)].sort();
}

async function isComplete(world: World, orderId: string): Promise<boolean> {
  const { backlog } = await world.hq.generator();
  const status = await world.hq.orderStatus(orderId);
  return backlog === 0 && status?.participants.every(({ complete }) => complete) === true;
}

interface Death {
  hasCome: boolean;
  isOver: Promise<void>;
}

function killAt(aws: FaultProxy, hq: RunningProgram, nth: number, when: 'before' | 'after'): Death {
  const death: Death = { hasCome: false, isOver: Promise.resolve() };
  let effects = 0;
  aws.behave(async (request, forward) => {
    if (death.hasCome) throw new Error('Nobody is there any more.');
    effects += isEffect(request) ? 1 : 0;
    if (!isEffect(request) || effects !== nth) return forward();
    if (when === 'after') await forward();
    death.hasCome = true;
    death.isOver = hq.kill();
    throw new Error('HQ is dead.');
  });
  return death;
}

function isEffect({ headers, body }: ProxiedRequest): boolean {
  return EFFECTS.test(String(headers['x-amz-target'] ?? body));
}
