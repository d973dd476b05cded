import { describe, expect, it } from '@jest/globals';
import { findProgram } from './program-of.ts';

const LISTED = [
  '    1     0 /sbin/init',
  '  200   100 node --enable-source-maps /home/ada lovelace/kit/hq/dist/main.js',
  '  201   100 node --enable-source-maps /home/ada lovelace/kit/local/dist/main.js',
  '  300   150 node --enable-source-maps /home/ada lovelace/kit/hq/dist/main.js',
  '',
].join('\n');

describe('a program of a kit', () => {
  it('is found among its own children, and not among those of another kit', () => {
    expect(findProgram(LISTED, 100, 'hq/dist/main.js')).toBe(200);
    expect(findProgram(LISTED, 150, 'hq/dist/main.js')).toBe(300);
  });

  it('is not found where it does not run', () => {
    expect(findProgram(LISTED, 150, 'local/dist/main.js')).toBeUndefined();
  });
});
