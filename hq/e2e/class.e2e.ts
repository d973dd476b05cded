import { describe, it } from '@jest/globals';
import { teachClass } from './class-scenario.ts';
import { useServedHq } from './served-hq.ts';

const servedHq = useServedHq();

describe('a class of 50', () => {
  it('has reports that say what each one did, and nobody is red without a reason', async () => {
    const { url, clock, hq } = servedHq();
    await teachClass({
      url,
      pass: (ms) => {
        clock.pass(ms);
      },
      close: () => hq.closing.run(),
    });
  });
});
