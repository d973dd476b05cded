import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { DEPLOYMENT_LIMIT_MS } from './tasks/index.ts';
import { carryOut } from './carry-out.ts';
import { planChange } from './plan.ts';
import { ALB } from './testing/deployments.ts';
import { RecordedActions } from './testing/recorded-actions.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const PLAN = planChange({ deployment: undefined, doubtful: new Set() }, ALB);

it('a deployment that takes too long ends with its own reason', async () => {
  const actions = new RecordedActions();
  actions.deployService = () =>
    new Promise((_, reject) => {
      setTimeout(() => {
        reject(new Error('0 of 1 tasks are healthy'));
      }, DEPLOYMENT_LIMIT_MS);
    });
  const carriedOut = carryOut(PLAN, actions, () => undefined);
  const failed = expect(carriedOut).rejects.toThrow(
    'Service monolith: monolith:latest: 0 of 1 tasks are healthy',
  );
  await jest.advanceTimersByTimeAsync(DEPLOYMENT_LIMIT_MS);
  await failed;
});

it('what never ends is given up on', async () => {
  const actions = new RecordedActions();
  actions.subscribe = () => new Promise(() => undefined);
  const failed = expect(carryOut(PLAN, actions, () => undefined)).rejects.toThrow(
    'orders/ subscribed and confirmed: ',
  );
  await jest.advanceTimersByTimeAsync(2 * DEPLOYMENT_LIMIT_MS);
  await failed;
});
