import { randomBytes } from 'node:crypto';
import { type DynamoTable, setting } from '../aws/dynamo-table.ts';

const MINUTE_MS = 60_000;

/**
 * Which minutes of a schedule have had their orders: EventBridge may deliver one event twice. A minute is taken before its
 * first order is made and never given back, so that nobody makes an order of it a second time, whatever became of who
 * took it.
 */
export class ScheduleLock {
  constructor(private readonly state: DynamoTable) {}

  /**
   * @param at a time in the minute, in ms since 1970
   * @returns false where this minute, or a later one, has been taken
   */
  async take(at: number): Promise<boolean> {
    const token = randomBytes(6).toString('base64url');
    // The same token is this very write, repeated after its answer was lost.
    const taking = setting(
      { taken: Math.floor(at / MINUTE_MS), token },
      'attribute_not_exists(#taken) OR #taken < :taken OR #token = :token',
    );
    return (await this.state.update({ owner: '#generator', item: 'minute' }, taking)) !== undefined;
  }
}
