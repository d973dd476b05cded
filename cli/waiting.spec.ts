import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { untilStopped } from './waiting.ts';

describe('what Ctrl-C gives up on', () => {
  it('undoes what it has begun before the command ends as stopped', async () => {
    const listeners = process.listenerCount('SIGINT');
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
