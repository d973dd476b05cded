import { describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { untilStopped, Waiting } from './waiting.ts';

describe('what Ctrl-C gives up on', () => {
  it('undoes what it has begun before the command ends as stopped', async () => {
    const listeners = process.listenerCount('SIGINT');
    const readers = process.stdout.listenerCount('error');
    let isUndone = false;
    const stopped = untilStopped(async (signal) => {
      await once(signal, 'abort');
      isUndone = true;
      throw new Error('Stopped while the gate held.');
    });
    process.emit('SIGINT');
    const name = 'StoppedError';
    await expect(stopped).rejects.toMatchObject({ name, message: 'Stopped while the gate held.' });
    expect(isUndone).toBe(true);
    expect(process.listenerCount('SIGINT')).toBe(listeners);
    expect(process.stdout.listenerCount('error')).toBe(readers);
  });

  it('says that nothing was changed where a wait was cut short', async () => {
    const stopped = untilStopped(async (signal) => {
      await once(signal, 'abort');
      throw Object.assign(new Error('The operation was aborted'), { name: 'AbortError' });
    });
    process.emit('SIGTERM');
    await expect(stopped).rejects.toMatchObject({ message: 'Stopped; nothing was changed.' });
  });

  it('fails as it does where nobody stops it', async () => {
    const error = new Error('The gate still holds.');
    await expect(untilStopped(() => Promise.reject(error))).rejects.toBe(error);
  });
});

it('says once that Interstella HQ takes its time, though it is asked at each look', () => {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const waiting = new Waiting(1);
  waiting.onSlowHq();
  waiting.onSlowHq();
  const said = write.mock.calls.filter(([text]) => String(text).includes('takes its time'));
  write.mockRestore();
  expect(said).toHaveLength(1);
});
