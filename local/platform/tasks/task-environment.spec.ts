import { describe, expect, it } from '@jest/globals';
import type { ReadParameters } from './secrets.ts';
import { overlay, taskEnvironment } from './task-environment.ts';
import { definitionOf } from './testing/index.ts';

const OPTIONS = { endpointUrl: 'http://127.0.0.1:4566', certificate: 'PEM', secure: false };
const never = new AbortController().signal;

/** A Parameter Store that has what it is asked for, by its name. */
const parameters: ReadParameters = (names) =>
  Promise.resolve(new Map(names.map((name) => [name, `value of ${name}`])));

const environment = (changes: Partial<Parameters<typeof taskEnvironment>[0]>) =>
  taskEnvironment(
    {
      image: {},
      definition: definitionOf('latest'),
      readParameters: parameters,
      overlay: [],
      port: 0,
      ...changes,
    },
    never,
  );

describe("a task's environment", () => {
  it('has what is baked into the image, then the definition, then its secrets, then the overlay', async () => {
    const names = ['A', 'B', 'C', 'D'];
    const all = (names: readonly string[], value: string) =>
      Object.fromEntries(names.map((name) => [name, value]));
    const definition = definitionOf('latest', {
      environment: all(names.slice(1), 'definition'),
      secrets: { C: '/c', D: '/d' },
    });
    const added = [{ variable: 'D', value: 'overlay', meaning: 'the fourth', shown: 'overlay' }];
    expect(await environment({ image: all(names, 'image'), definition, overlay: added })).toEqual({
      A: 'image',
      B: 'definition',
      C: 'value of /c',
      D: 'overlay',
      PORT: '0',
    });
  });

  it('has the port of this machine, not that of the container', async () => {
    const definition = definitionOf('latest', { environment: { PORT: '5000' } });
    expect(await environment({ definition, port: 8_123 })).toMatchObject({ PORT: '8123' });
  });

  it('is refused while parameters are missing, which are named all at once', async () => {
    const readParameters = () => Promise.resolve(new Map([['/b', 'value']]));
    const definition = definitionOf('latest', { secrets: { A: '/a', B: '/b', C: '/c' } });
    await expect(environment({ definition, readParameters })).rejects.toThrow(
      'ResourceInitializationError: these parameters are not in Parameter Store: /a, /c.',
    );
  });

  it('asks for no parameters where there are no secrets', async () => {
    const readParameters = () => Promise.reject(new Error('nobody should ask'));
    expect(await environment({ readParameters })).toEqual({ PORT: '0' });
  });
});

describe('the overlay', () => {
  const variables = (secure: boolean) => overlay({ ...OPTIONS, secure }).map(({ variable }) => variable);

  it('opens direct orders, unless the template is to run as it is', () => {
    expect(overlay(OPTIONS)).toContainEqual(
      expect.objectContaining({ variable: 'DIRECT_ORDERS', value: 'open' }),
    );
    expect(variables(true)).toEqual(variables(false).filter((name) => name !== 'DIRECT_ORDERS'));
  });

  it('shows what fits on a line', () => {
    expect(overlay(OPTIONS).map(({ shown }) => shown)).not.toContain('PEM');
  });
});
