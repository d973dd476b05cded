import { describe, expect, it } from '@jest/globals';
import { type GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { AdminKeyUnavailableError, SsmAdminKey } from './ssm-admin-key.ts';

/** Parameter Store with one parameter, or none, or out of order. */
class ParameterStore {
  value: string | undefined = 'first';
  isDown = false;
  readonly asked: unknown[] = [];

  send(command: GetParameterCommand): Promise<unknown> {
    this.asked.push(command.input);
    if (this.isDown) return Promise.reject(new Error('SSM is down.'));
    if (this.value !== undefined) return Promise.resolve({ Parameter: { Value: this.value } });
    return Promise.reject(new ParameterNotFound({ message: 'not found', $metadata: {} }));
  }
}

function keyIn(store: ParameterStore) {
  let time = 1_000;
  const key = new SsmAdminKey(store as unknown as SSMClient, '/interstella/hqAdminKey', () => time);
  return { key, pass: (ms: number) => (time += ms) };
}

describe('the admin key', () => {
  it('is the decrypted parameter, read when first needed and kept for a minute', async () => {
    const store = new ParameterStore();
    const { key, pass } = keyIn(store);
    expect(store.asked).toEqual([]);
    expect(await Promise.all([key.current(), key.current()])).toEqual(['first', 'first']);
    pass(59_999);
    expect(await key.current()).toBe('first');
    expect(store.asked).toEqual([{ Name: '/interstella/hqAdminKey', WithDecryption: true }]);
  });

  it('changes a minute after the parameter was changed or deleted', async () => {
    const store = new ParameterStore();
    const { key, pass } = keyIn(store);
    await key.current();
    store.value = 'second';
    pass(60_000);
    expect(await key.current()).toBe('second');
    store.value = undefined;
    pass(60_000);
    expect(await key.current()).toBeUndefined();
  });

  it('is found some seconds after it was put, and is not read more often', async () => {
    const store = new ParameterStore();
    store.value = undefined;
    const { key, pass } = keyIn(store);
    for (let n = 0; n < 3; n += 1) expect(await key.current()).toBeUndefined();
    expect(store.asked).toHaveLength(1);
    store.value = 'put';
    pass(5_000);
    expect(await key.current()).toBe('put');
  });

  it('is unknown while SSM is down, unless it was known before', async () => {
    const store = new ParameterStore();
    store.isDown = true;
    const { key, pass } = keyIn(store);
    for (let n = 0; n < 3; n += 1) await expect(key.current()).rejects.toThrow(AdminKeyUnavailableError);
    expect(store.asked).toHaveLength(1);
    store.isDown = false;
    pass(5_000);
    expect(await key.current()).toBe('first');
    store.isDown = true;
    pass(60_000);
    expect(await key.current()).toBe('first');
    expect(await key.current()).toBe('first');
    expect(store.asked).toHaveLength(3);
  });
});
