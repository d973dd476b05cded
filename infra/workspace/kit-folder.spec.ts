import { afterEach, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { kitFolder, ROOT } from './kit-folder.ts';

const { INTERSTELLA_HOME } = process.env;

afterEach(() => {
  if (INTERSTELLA_HOME === undefined) delete process.env.INTERSTELLA_HOME;
  else process.env.INTERSTELLA_HOME = INTERSTELLA_HOME;
});

it.each([
  [undefined, join(ROOT, '.interstella')],
  ['', join(ROOT, '.interstella')],
  ['/tmp/kit', '/tmp/kit'],
  // From whichever folder it is asked.
  ['kit', join(ROOT, 'kit')],
])('INTERSTELLA_HOME=%s', (home, folder) => {
  delete process.env.INTERSTELLA_HOME;
  if (home !== undefined) process.env.INTERSTELLA_HOME = home;
  expect(kitFolder()).toBe(folder);
});
