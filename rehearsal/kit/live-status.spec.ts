import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConservationReport } from '@interstella/hq/client';
import { waitFor } from '@interstella/libs/testing';
import { type LiveStatusParts, showLiveStatus } from './live-status.ts';

const REPORT = {
  participants: [
    {
      ...{ participant: 'laptop', published: 3, complete: 3, duplicatesAbsorbed: 0, open: 0, lost: 0 },
      ...{ deadLettered: 0, unattributed: 0, latencyMs: null },
    },
  ],
} as unknown as ConservationReport;
const NO_STATE = { stage: undefined, revision: 0, stableSince: undefined };
const SINCE = '2026-11-20T10:00:00.000Z';
const SILENT = /^Interstella HQ does not answer since \d\d:\d\d:\d\d$/;

/** Shows the status until something was shown that a test waits for. */
async function shown(parts: Partial<LiveStatusParts>, isEnough: (all: readonly string[]) => boolean) {
  const all: string[] = [];
  const stop = new AbortController();
  const showing = showLiveStatus(
    {
      participant: 'laptop',
      hq: { report: () => Promise.resolve(REPORT) },
      state: () => Promise.resolve({ stage: 'alb', revision: 1, stableSince: SINCE }),
      line: {
        show: (text) => all.push(text),
        note: (text) => all.push(`note ${text}`),
        end: () => all.push('end'),
      },
      silentAfterMs: 20,
      intervalMs: 10,
      ...parts,
    },
    stop.signal,
  );
  await waitFor('what is shown', () => isEnough(all));
  stop.abort();
  await showing;
  return all;
}

describe('what npm start shows', () => {
  it('is what becomes of the orders; the end leaves it standing', async () => {
    const all = await shown({}, ({ length }) => length > 0);
    expect(all[0]).toMatch(/^published 3 {2}complete 3/);
    expect(all.at(-1)).toBe('end');
  });

  it('is that HQ says nothing, while it hangs', async () => {
    const hq = { report: () => new Promise<never>(() => undefined) };
    const all = await shown({ hq }, ({ length }) => length > 0);
    expect(all[0]).toMatch(SILENT);
  });

  it('is that HQ says nothing, where it is gone', async () => {
    const hq = { report: () => Promise.reject(new Error('away')) };
    expect((await shown({ hq }, ({ length }) => length > 0))[0]).toMatch(SILENT);
  });

  it('is nothing any more after the end, whenever HQ and the platform answer', async () => {
    const answers: (() => void)[] = [];
    const later = <T>(value: T) =>
      new Promise<T>((resolve) => {
        answers.push(() => {
          resolve(value);
        });
      });
    let looks = 0;
    const all = await shown(
      {
        hq: { report: () => later(REPORT) },
        state: () => {
          looks += 1;
          const now = { stage: 'alb', revision: looks, stableSince: SINCE };
          return looks === 1 ? Promise.resolve(now) : later(now);
        },
        silentAfterMs: 60_000,
      },
      () => answers.length === 2,
    );
    for (const answer of answers) answer();
    await delay(0);
    expect(all).toEqual(['end']);
  });

  it('says nothing of HQ that hangs after the end', async () => {
    let asked = false;
    const report = () => {
      asked = true;
      return new Promise<never>(() => undefined);
    };
    const all = await shown({ hq: { report } }, () => asked);
    await delay(40);
    expect(all).toEqual(['end']);
  });

  it('is each stage that somebody deploys, once, and not before it is there', async () => {
    const states = [
      { stage: 'alb', revision: 1, stableSince: SINCE },
      { stage: 'alb', revision: 2, stableSince: undefined },
      { stage: 'iridium', revision: 2, stableSince: SINCE },
    ];
    let looks = 0;
    const state = () => Promise.resolve(states[Math.min(looks++, 2)] ?? NO_STATE);
    const all = await shown({ state }, () => looks > 3);
    const notes = all.filter((text) => text.startsWith('note'));
    expect(notes).toEqual([
      expect.stringMatching(/^note \d\d:\d\d:\d\d {2}Stage iridium is up, after alb\.$/),
    ]);
  });
});
