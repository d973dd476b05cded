import { describe, expect, it } from '@jest/globals';
import { FulfillmentClient, type Claim } from './fulfillment-client.ts';
import { FulfillmentError, reasonOf } from './fulfillment-error.ts';

const CLAIM: Claim = { orderId: 'order-1', fulfilledBy: 'monolith', resources: ['iridium'] };

/** A ledger that fails as told. */
class FailingClient extends FulfillmentClient {
  readonly #failure: Error | undefined;

  constructor(failure: Error | undefined) {
    super();
    this.#failure = failure;
  }

  protected override async enter(): Promise<void> {
    await Promise.resolve();
    if (this.#failure) throw this.#failure;
  }
}

describe('FulfillmentClient', () => {
  it('resolves once the claim is entered', async () => {
    await expect(new FailingClient(undefined).fulfill(CLAIM)).resolves.toBeUndefined();
  });

  it('names the order that failed, in the words of the cause, and keeps the cause', async () => {
    const cause = new Error('HQ is away');
    const failure = await new FailingClient(cause).fulfill(CLAIM).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FulfillmentError);
    expect(failure).toMatchObject({ orderId: 'order-1', message: 'HQ is away', cause });
  });
});

describe('the reason of a failed call', () => {
  it.each([
    [
      'its code, which holds no address',
      Object.assign(new Error('connect 10.0.0.1:80'), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['its message without a code', new Error('No answer within 4000 ms'), 'No answer within 4000 ms'],
    ['nothing known', 'surprise', 'unknown error'],
  ])('is %s', (_what, error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
