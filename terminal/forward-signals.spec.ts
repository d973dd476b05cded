import { expect, it } from '@jest/globals';
import { forwardSignals } from './forward-signals.ts';

it('hands a child what would end this program, waits for its end, and listens no longer', async () => {
  const before = process.listenerCount('SIGTERM');
  const killed: unknown[] = [];
  let end: (result: string) => void = () => undefined;
  const ended = new Promise<string>((resolve) => (end = resolve));
  const child = { kill: (signal?: NodeJS.Signals | number) => killed.push(signal) > 0 };
  const result = forwardSignals(child, ended);
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.emit(signal, signal);
  expect(killed).toEqual(['SIGTERM', 'SIGHUP', 'SIGINT']);
  end('over');
  expect(await result).toBe('over');
  expect(process.listenerCount('SIGTERM')).toBe(before);
});
