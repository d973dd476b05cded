import { describe, expect, it } from '@jest/globals';
import { type GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { AdminKey } from './admin-key.ts';

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
  const key = new AdminKey(store as unknown as SSMClient, '/interstella/hqAdminKey', () => time);
  return { key, pass: (ms: number) => (time += ms) };
}

describe('the admin key', () => {
  it('is the decrypted parameter, read when first needed and believed for a minute', async () => {
    const store = new ParameterStore();
    const { key, pass } = keyIn(store);
    expect(key.value).toBeUndefined();
    await key.refresh();
    pass(59_999);
    await key.refresh();
    expect(key.value).toBe('first');
    expect(store.asked).toEqual([{ Name: '/interstella/hqAdminKey', WithDecryption: true }]);
  });

  it('is another one a minute after it was changed', async () => {
    const store = new ParameterStore();
    const { key, pass } = keyIn(store);
    await key.refresh();
    store.value = 'second';
    pass(60_000);
    await key.refresh();
    expect(key.value).toBe('second');
  });

  it('is found as soon as it is put', async () => {
    const store = new ParameterStore();
    store.value = undefined;
    const { key } = keyIn(store);
    await key.refresh();
    expect(key.value).toBeUndefined();
    store.value = 'put';
    await key.refresh();
    expect(key.value).toBe('put');
  });

  it('cannot be refreshed while SSM is down', async () => {
    const store = new ParameterStore();
    store.isDown = true;
    await expect(keyIn(store).key.refresh()).rejects.toThrow('SSM is down.');
  });
});
