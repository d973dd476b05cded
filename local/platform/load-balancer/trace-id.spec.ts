import { describe, expect, it } from '@jest/globals';
import { traceId } from './trace-id.ts';

/** 2023-11-14T22:13:20Z, hexadecimal 6553f100 seconds. */
const NOW = 1_700_000_000_000;
const ROOT = 'Root=1-67891233-abcdef012345678912345678';

describe('X-Amzn-Trace-Id', () => {
  it('gets a Root of the time and 24 hexadecimal digits where there was none', () => {
    expect(traceId(undefined, NOW)).toMatch(/^Root=1-6553f100-[0-9a-f]{24}$/);
  });

  it('is another one for every request', () => {
    expect(new Set(Array.from({ length: 1_000 }, () => traceId(undefined, NOW))).size).toBe(1_000);
  });

  it('gets a Self beside the Root of the client, and keeps what else it holds', () => {
    expect(traceId(`${ROOT};CalledFrom=app`, NOW)).toMatch(
      /^Self=1-6553f100-[0-9a-f]{24};Root=1-67891233-abcdef012345678912345678;CalledFrom=app$/,
    );
  });

  it('gets a new Self in place of an old one', () => {
    const updated = traceId(`Self=1-00000000-000000000000000000000000;${ROOT}`, NOW);
    expect(updated.match(/Self=/g)).toHaveLength(1);
    expect(updated).toContain('Self=1-6553f100-');
  });

  it('gets a Root where the client sent other fields alone', () => {
    expect(traceId('CalledFrom=app', NOW)).toMatch(/^Root=1-6553f100-[0-9a-f]{24};CalledFrom=app$/);
    expect(traceId('', NOW)).toMatch(/^Root=1-6553f100-[0-9a-f]{24}$/);
  });
});
