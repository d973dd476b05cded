import { TemporaryError } from '../errors/index.ts';

/** SNS signed a delivery that is dated in the future: this machine's clock must be behind. */
export class ClockError extends TemporaryError {
  override readonly name = 'ClockError';

  /** @param aheadMs how far the delivery's clock is ahead of ours */
  constructor(timestamp: string, aheadMs: number) {
    super(
      `SNS signed a delivery dated ${timestamp}, ${Math.round(aheadMs / 60_000)} minutes ahead of this machine's clock. ` +
        'Is the clock right? It may have stood still while the machine slept.',
    );
  }
}
