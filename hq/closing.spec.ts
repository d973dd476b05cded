import { describe, expect, it } from '@jest/globals';
import { Closing } from './closing.ts';
import type { Publisher } from './generator/publisher.ts';
import type { Closer } from './ledger/closer.ts';
import type { DeadLetterWatch } from './report/dead-letters.ts';

function makeClosing() {
  const steps: string[] = [];
  const step = (name: string) => () => Promise.resolve(steps.push(name));
  const closing = new Closing(
    { run: step('close') } as unknown as Closer,
    { run: step('look') } as unknown as DeadLetterWatch,
    { resume: step('resume') } as unknown as Publisher,
    Date.now,
    { log: () => undefined, warn: () => undefined, error: () => undefined },
  );
  return { closing, steps };
}

describe('closing', () => {
  it('lets no abandoned order wait for a look at dead letters', async () => {
    const { closing, steps } = makeClosing();
    await closing.run();
    expect(steps).toEqual(['close', 'resume', 'look']);
  });
});
