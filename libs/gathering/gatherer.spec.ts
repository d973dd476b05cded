import { describe, expect, it } from '@jest/globals';
import { Logs } from '../logs/index.ts';
import { Gatherer } from './gatherer.ts';

describe('Gatherer', () => {
  it('says what it gathers, as the labs print it', async () => {
    const lines: string[] = [];
    const logs = new Logs('monolith', 'text', {
      write: (line: string) => lines.push(line),
      flush: () => Promise.resolve(),
    });
    await new Gatherer(logs, 0).gather(['iridium', 'magnesite'], 'order-1');
    expect(lines).toEqual(['Gathering Requested Items\n', 'Getting Iridium\n', 'Getting Magnesite\n']);
  });
});
