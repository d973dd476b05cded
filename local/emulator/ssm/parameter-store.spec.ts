import { beforeEach, describe, expect, it } from '@jest/globals';
import { ParameterStore } from './parameter-store.ts';

const PLACE = { region: 'us-east-1', account: '000000000000', url: '' };

describe('the parameter store', () => {
  let now: number;
  let store: ParameterStore;

  beforeEach(() => {
    now = Date.parse('2026-11-20T06:00:00.500Z');
    store = new ParameterStore(PLACE, () => now);
  });

  it('counts versions and gives the latest, or the wanted one', () => {
    expect(store.put('/a/b', 'one', 'String', false)).toBe(1);
    now += 1000;
    expect(store.put('/a/b', 'two', undefined, true)).toBe(2);
    expect(store.get('/a/b', false)).toEqual({
      Name: '/a/b',
      Type: 'String',
      Value: 'two',
      Version: 2,
      LastModifiedDate: Date.parse('2026-11-20T06:00:01.500Z') / 1000,
      ARN: 'arn:aws:ssm:us-east-1:000000000000:parameter/a/b',
      DataType: 'text',
    });
    expect(store.get('/a/b:1', false)).toMatchObject({ Value: 'one', Version: 1, Selector: ':1' });
  });

  it('overwrites only when the request says so', () => {
    store.put('a', 'one', 'String', false);
    expect(() => store.put('a', 'two', 'String', false)).toThrow('The parameter already exists.');
    expect(store.get('a', false).Value).toBe('one');
  });

  it('needs a type for a new parameter only', () => {
    expect(() => store.put('a', 'v', undefined, true)).toThrow('A parameter type is required');
  });

  it('keeps the latest hundred versions', () => {
    for (let version = 1; version <= 101; version += 1) store.put('a', String(version), 'String', true);
    expect(store.get('a:101', false).Value).toBe('101');
    expect(store.get('a:2', false).Value).toBe('2');
    expect(() => store.get('a:1', false)).toThrow('could not find version 1 of a');
  });

  it('shows a SecureString only with decryption', () => {
    store.put('key', 'hush', 'SecureString', false);
    expect(store.get('key', true).Value).toBe('hush');
    const sealed = store.get('key', false).Value;
    expect(sealed).toMatch(/^AQICAH[A-Za-z0-9+/=]{80,}$/);
    expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('hush');
    expect(store.below('/', true, false)).toMatchObject([{ Name: 'key', Value: sealed }]);
  });

  it('finds parameters directly below a path, or at any level below it', () => {
    for (const name of ['/a/y', '/a/x', '/a/b/z', '/ab/c', 'a']) store.put(name, 'v', 'String', false);
    const names = (recursive: boolean) => store.below('/a/', recursive, false).map(({ Name }) => Name);
    expect(names(false)).toEqual(['/a/x', '/a/y']);
    expect(names(true)).toEqual(['/a/b/z', '/a/x', '/a/y']);
  });

  it('finds names without a slash at the top level', () => {
    for (const name of ['plain', '/top', '/a/b']) store.put(name, 'v', 'String', false);
    const names = (recursive: boolean) => store.below('/', recursive, false).map(({ Name }) => Name);
    expect(names(false)).toEqual(['/top', 'plain']);
    expect(names(true)).toEqual(['/a/b', '/top', 'plain']);
  });
});
