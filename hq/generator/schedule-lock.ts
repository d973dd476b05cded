import { randomBytes } from 'node:crypto';
import { type DynamoTable, setting } from '../aws/dynamo-table.ts';

const MINUTE_MS = 60_000;

/**
 * Ensures that the orders of a minute are made once, although EventBridge may deliver the minute's event twice. A lock is
 * acquired before the first order of the minute is made and never released, even if the run crashes.
 */
export class ScheduleLock {
  constructor(private readonly state: DynamoTable) {}

  /**
   * @param at a time in the minute, in ms since 1970
   * @returns false if this minute, or a later one, was acquired before
   */
  async acquire(at: number): Promise<boolean> {
    const token = randomBytes(6).toString('base64url');
    // The token recognizes a retry of this write after its answer was lost.
    const change = setting(
      { taken: Math.floor(at / MINUTE_MS), token },
      'attribute_not_exists(#taken) OR #taken < :taken OR #token = :token',
    );
    return (await this.state.update({ owner: '#generator', item: 'minute' }, change)) !== undefined;
  }
}
