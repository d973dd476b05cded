import { describe, expect, it } from '@jest/globals';
import type { RunningService } from './services.ts';
import { type StageReadings, whatIsNotWell } from './stage-readings.ts';
import type { Target } from './targets.ts';
import { NotWellError, waitUntilWell } from './step/wait-until-well.ts';

const RUNNING: RunningService = {
  desired: 2,
  running: 2,
  pending: 0,
  imageTag: 'latest',
  rolledOut: true,
  rolloutReason: undefined,
  changedAt: undefined,
};

const target = (id: string, state = 'healthy', reason?: string): Target => ({ id, state, reason });
const WELL = [target('i-1:32768'), target('i-2:32769')];

const readings = (
  targets: readonly Target[] | undefined = WELL,
  running: RunningService | undefined = RUNNING,
): StageReadings => ({ services: [{ service: 'monolith', running, targets }], subscriptions: [] });

describe('what is not well', () => {
  it('is nothing when every target is healthy, also beside one that is draining', () => {
    expect(whatIsNotWell(readings())).toEqual([]);
    expect(whatIsNotWell(readings([...WELL, target('i-1:32760', 'draining')]))).toEqual([]);
  });

  it('is each target that is not healthy, with its reason', () => {
    const targets = [target('i-1:32768'), target('i-2:32769', 'unhealthy', 'Health checks failed with 503')];
    expect(whatIsNotWell(readings(targets))).toEqual([
      'The target i-2:32769 of monolith is unhealthy: Health checks failed with 503',
    ]);
  });

  it('is a target that is missing; one that is draining is no substitute', () => {
    expect(whatIsNotWell(readings([target('i-1:32768'), target('i-2:1', 'draining')]))).toEqual([
      'The load balancer knows 1 of the 2 targets that monolith should have.',
    ]);
    expect(
      whatIsNotWell({
        ...readings(),
        services: [{ service: 'iridium', running: RUNNING, targets: undefined }],
      }),
    ).toEqual(['The load balancer knows 0 of the 2 targets that iridium should have.']);
  });

  it('is a service that does not run, or is being rolled out', () => {
    expect(
      whatIsNotWell({
        subscriptions: [],
        services: [{ service: 'iridium', running: undefined, targets: WELL }],
      }),
    ).toEqual(['The service iridium does not run.']);
    const rolling = { ...RUNNING, rolledOut: false, rolloutReason: 'ECS deployment in progress.' };
    expect(whatIsNotWell(readings(WELL, rolling))).toEqual([
      'The service monolith is being rolled out: ECS deployment in progress.',
    ]);
  });

  it('is an image that is not the one of the stage', () => {
    const of = (imageTag: string | undefined) =>
      whatIsNotWell({
        subscriptions: [],
        services: [
          {
            service: 'monolith',
            running: { ...RUNNING, imageTag },
            targets: WELL,
            imageTags: ['noiridium', 'nomagnesite'],
          },
        ],
      });
    expect(of('nomagnesite')).toEqual([]);
    expect(of(undefined)).toEqual([]);
    expect(of('latest')).toEqual([
      'The service monolith runs the image latest and not noiridium or nomagnesite.',
    ]);
  });

  it('is a subscription that is pending confirmation, or not there', () => {
    const endpoint = 'http://lb/iridium/';
    const { services } = readings();
    const with_ = (state: 'confirmed' | 'pending confirmation' | 'missing') =>
      whatIsNotWell({ services, subscriptions: [{ topic: 'iridium', endpoint, state }] });
    expect(with_('confirmed')).toEqual([]);
    expect(with_('pending confirmation')).toEqual([
      expect.stringMatching(/^The subscription of http:\/\/lb\/iridium\/ to the iridium topic is pending/),
    ]);
    expect(with_('missing')).toEqual(['The iridium topic has no subscription of http://lb/iridium/.']);
  });
});

describe('waiting until all is well', () => {
  const wait = (reads: readonly StageReadings[], limitMs: number) => {
    let count = 0;
    const shown: string[] = [];
    const read = () => Promise.resolve(reads[Math.min(count++, reads.length - 1)] ?? readings());
    const { signal } = new AbortController();
    const show = (text: string) => shown.push(text);
    const done = waitUntilWell('iridium', read, { limitMs, signal, show }, 1);
    return { done, shown };
  };
  const sick = readings([target('i-1:1', 'initial', 'Target registration is in progress')]);

  it('goes on as soon as it is, with what is there then', async () => {
    const { done, shown } = wait([sick, readings()], 60_000);
    expect(await done).toEqual(readings());
    expect(shown).toEqual([
      expect.stringMatching(/^Waiting for stage iridium to be stable: The target .*\(and 1 more\)$/),
    ]);
  });

  it('is not taken for well if it is given up on during the look that finds it so', async () => {
    const stop = new AbortController();
    const read = () => {
      stop.abort();
      return Promise.resolve(readings());
    };
    const wait = { limitMs: 60_000, signal: stop.signal, show: () => undefined };
    await expect(waitUntilWell('iridium', read, wait, 1)).rejects.toThrow('abort');
  });

  it('fails at the limit, naming each target with its reason', async () => {
    const { done } = wait([sick], 20);
    await expect(done).rejects.toThrow(NotWellError);
    await expect(done).rejects.toThrow(
      /^Stage iridium is not stable after 0 s:\n {2}The target i-1:1 of monolith is initial: Target registration is in progress\n/,
    );
  });
});
