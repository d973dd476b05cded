import { beforeEach, describe, expect, it } from '@jest/globals';
import { makeLedger } from '../testing/test-ledger.ts';

describe('pages of open orders', () => {
  let ledger: ReturnType<typeof makeLedger>;
  beforeEach(async () => {
    ledger = makeLedger(2);
    await ledger.periods.open('ada');
    await ledger.book.decide(5, ['iridium']);
  });

  /** Those that the state names, and those that there are. */
  const pages = async () => {
    const named = (await ledger.store.readStates(['ada'])).get('ada')?.state.pages ?? [];
    return [named.map(({ key }) => `ada ${key}`).sort(), [...ledger.store.pages.keys()].sort()];
  };

  it('are deleted if the write of the state that names them is refused', async () => {
    const acknowledgement = { reason: '', at: 0, lost: [], except: [], unattributed: 0, direct: 0 };
    ledger.before('writeState', () => ledger.periods.acknowledge('ada', acknowledgement));
    await ledger.close();
    const [named, there] = await pages();
    expect(named).toHaveLength(2);
    expect(there).toEqual(named);
  });

  it('are removed when a new round begins', async () => {
    await ledger.close();
    await ledger.periods.beginRound('ada');
    expect(await pages()).toEqual([[], []]);
  });
});
