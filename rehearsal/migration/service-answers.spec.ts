import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceAnswers } from './service-answers.ts';

const SINCE = Date.parse('2026-11-20T09:00:00.000Z');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interstella-answers-'));
  await mkdir(join(folder, 'interstella-monolith'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const logged = (message: string, more: object = {}) =>
  JSON.stringify({ time: '2026-11-20T09:00:01.000Z', level: 'warn', service: 'monolith', message, ...more });

describe('serviceAnswers', () => {
  it('are what the services logged of answers that were no 2xx, in this run', async () => {
    const lines = [
      logged('Bundle fulfilled'),
      logged('POST /order/ → 503: HQ is away.', { orderId: 'order-1' }),
      logged('POST /order/ → 503: an earlier run', { time: '2026-11-20T08:59:59.000Z' }),
      '{"time": "cut off → 503: ',
    ];
    await writeFile(join(folder, 'interstella-monolith', '1a2b3c4d.log'), lines.join('\n'));
    await writeFile(join(folder, 'hq.log'), logged('no service → 503: has this log'));
    expect(await serviceAnswers(folder, SINCE)).toEqual([
      {
        at: SINCE + 1_000,
        ...{ service: 'monolith', orderId: 'order-1', text: 'POST /order/ → 503: HQ is away.' },
      },
    ]);
  });

  it('are those of the other logs, where one is gone that was there a moment ago', async () => {
    const logs = join(folder, 'interstella-monolith');
    await symlink(join(logs, 'gone'), join(logs, '0.log'));
    await writeFile(join(logs, '1.log'), logged('POST /order/ → 503: HQ is away.'));
    expect(await serviceAnswers(folder, SINCE)).toHaveLength(1);
  });

  it('are none where there are no logs', async () => {
    expect(await serviceAnswers(join(folder, 'none'), SINCE)).toEqual([]);
  });
});
