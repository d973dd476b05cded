import { expect, it } from '@jest/globals';
import { exemptLoopback } from './direct-loopback.mjs';

it.each([
  [{}, 'localhost,127.0.0.1,::1,[::1]'],
  [{ NO_PROXY: '' }, 'localhost,127.0.0.1,::1,[::1]'],
  [{ NO_PROXY: 'intra.example, localhost' }, 'intra.example,localhost,127.0.0.1,::1,[::1]'],
  // Programs read the lower case first.
  [{ no_proxy: '.example', NO_PROXY: 'other' }, '.example,localhost,127.0.0.1,::1,[::1]'],
  [{ NO_PROXY: '*' }, '*'],
])('exempts loopback beside what is exempt already: %j', (given, expected) => {
  const env: NodeJS.ProcessEnv = { ...given };
  exemptLoopback(env);
  expect([env.no_proxy, env.NO_PROXY]).toEqual([expected, expected]);
});
