import { describe, expect, it } from '@jest/globals';
import { ProcessList } from './process-list.ts';

const PROCESSES = new ProcessList(
  [
    '    1     0 /sbin/init',
    '  200   100 node --enable-source-maps /home/ada lovelace/kit/hq/dist/main.js',
    '  201   100 node --enable-source-maps /home/ada lovelace/kit/local/dist/platform.js',
    '  202   201 node --enable-source-maps /home/ada lovelace/kit/monolith/dist/main.js',
    '  300   150 node --enable-source-maps /home/ada lovelace/kit/hq/dist/main.js',
    '',
  ].join('\n'),
);

describe('the list of processes', () => {
  it('finds a program among the children of its kit, and not among those of another one', () => {
    expect(PROCESSES.programOf(100, 'hq/dist/main.js')).toBe(200);
    expect(PROCESSES.programOf(150, 'hq/dist/main.js')).toBe(300);
  });

  it('names the program that a kit does not run', () => {
    expect(() => PROCESSES.programOf(150, 'local/dist/platform.js')).toThrow(
      'The kit runs no local/dist/platform.js.',
    );
  });

  it('finds the children of a kit, and their children', () => {
    expect(PROCESSES.descendantsOf(100)).toEqual([200, 201, 202]);
    expect(PROCESSES.descendantsOf(202)).toEqual([]);
  });
});
