import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { freshTables, startDynamo, startHq, TestClock, type TestHq, TestTopics } from '../e2e/world.ts';

export const PARTICIPANT = 'team-7';
export const ORDERS_PER_MINUTE = 12;

/** What the functions meet in a test: fresh tables, and topics of their own. */
export class LambdaWorld {
  topics = new TestTopics();
  #dynamo: Awaited<ReturnType<typeof startDynamo>> | undefined;
  #prefix = '';
  readonly #started: TestHq[] = [];

  /** For all tests of a suite, which it begins and ends with. */
  static use(): LambdaWorld {
    const world = new LambdaWorld();
    beforeAll(async () => {
      world.#dynamo = await startDynamo();
    });
    beforeEach(async () => {
      world.#prefix = await freshTables(world.#endpoint);
      world.topics = new TestTopics();
    });
    afterAll(async () => {
      for (const hq of world.#started) await hq.kill();
      await world.#dynamo?.stop();
    });
    return world;
  }

  startHq(clock = new TestClock()): TestHq {
    const hq = startHq(this.#endpoint, this.#prefix, clock, { topics: this.topics });
    this.#started.push(hq);
    return hq;
  }

  get #endpoint(): string {
    return this.#dynamo?.endpoint ?? '';
  }
}

/** @returns the API key of a participant that is owed orders */
export async function openParticipant(hq: TestHq): Promise<string> {
  const apiKey = await hq.participants.add(PARTICIPANT, {});
  await hq.participants.open(PARTICIPANT);
  return apiKey ?? '';
}
