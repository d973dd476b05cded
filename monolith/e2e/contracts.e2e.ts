import { MONOLITH } from '@interstella/libs/testing';
import { describeContracts } from '@interstella/libs/testing/contracts';

describeContracts(MONOLITH, {
  timeLimitMs: 4_000,
  callerLimitMs: 8_000,
  keyParameter: '/interstella/apiKey',
});
