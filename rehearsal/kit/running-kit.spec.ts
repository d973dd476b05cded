import { describe, expect, it } from '@jest/globals';
import { useKitFolder } from './testing/use-kit-folder.ts';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { LogTail } from '../logs/log-tail.ts';
import {
  announceKit,
  claimKit,
  findRunningKit,
  releaseKit,
  type RunningKit,
  runningSince,
} from './running-kit.ts';

/** Nobody answers there, as where HQ was broken on purpose. */
const NOWHERE = 'http://127.0.0.1:1';

const KIT: RunningKit = {
  pid: process.pid,
  hqUrl: NOWHERE,
  adminKey: 'admin',
  endpointUrl: NOWHERE,
  region: 'us-east-1',
  participant: 'laptop',
  ordersUrl: NOWHERE,
  topicArnPrefix: 'arn:aws:sns:us-east-1:000000000000:interstella-',
  certificate: '',
  platformUrl: NOWHERE,
  platformKey: 'platform',
  faultsUrl: NOWHERE,
  faultsKey: 'faults',
};

const home = useKitFolder();

/** As though the number of the process had been given to this one after the one that wrote the file had ended. */
function asOfAnEarlierProcess(name: string): void {
  const file = join(home.path, name);
  const written = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...written, start: 'long ago' }));
}

describe('claimKit', () => {
  it('leaves a kit alone that lives, also while its HQ does not answer', async () => {
    expect(await claimKit()).toBe(false);
    await announceKit(KIT);
    await expect(claimKit()).rejects.toThrow(`Interstella runs here already (process ${process.pid})`);
    expect(await findRunningKit()).toEqual(KIT);
  });

  it('leaves a kit alone that is starting', async () => {
    await claimKit();
    await expect(claimKit()).rejects.toThrow('already');
  });

  it('takes over from a kit that was killed, also where another program has its number now', async () => {
    await claimKit();
    await announceKit(KIT);
    asOfAnEarlierProcess('starting.pid');
    asOfAnEarlierProcess('running.json');
    expect(await claimKit()).toBe(true);
    expect(await findRunningKit()).toBeUndefined();
    await expect(claimKit()).rejects.toThrow('already');
  });

  it('takes over from one that was killed before it had written who it is', async () => {
    writeFileSync(join(home.path, 'starting.pid'), '');
    expect(await claimKit()).toBe(true);
  });

  it('gives the place of a killed kit to one alone of two that start at the same time', async () => {
    for (let round = 0; round < 60; round += 1) {
      writeFileSync(join(home.path, 'starting.pid'), JSON.stringify({ pid: 1, start: `round ${round}` }));
      const first = claimKit();
      for (let turn = 0; turn < round % 20; turn += 1) await immediate();
      const both = await Promise.allSettled([first, claimKit()]);
      expect([round, both.map(({ status }) => status).sort()]).toEqual([round, ['fulfilled', 'rejected']]);
      expect(readdirSync(home.path)).toEqual(['starting.pid']);
    }
  });

  it('leaves the kit that was faster where second terminals find it', async () => {
    const start = async () => {
      await claimKit();
      await announceKit(KIT);
    };
    for (let round = 0; round < 60; round += 1) {
      rmSync(join(home.path, 'running.json'), { force: true });
      writeFileSync(join(home.path, 'starting.pid'), JSON.stringify({ pid: 1, start: `round ${round}` }));
      const first = start();
      for (let turn = 0; turn < round % 20; turn += 1) await immediate();
      await Promise.allSettled([first, start()]);
      expect([round, readdirSync(home.path).sort()]).toEqual([round, ['running.json', 'starting.pid']]);
    }
  });

  it('is given back without a trace', async () => {
    await claimKit();
    await announceKit(KIT);
    await releaseKit();
    expect(readdirSync(home.path)).toEqual([]);
  });
});

describe('findRunningKit', () => {
  it('does not take another program for the kit whose number it has', async () => {
    await announceKit(KIT);
    asOfAnEarlierProcess('running.json');
    expect(await findRunningKit()).toBeUndefined();
  });
});

describe('runningSince', () => {
  it('is before the first program, which has logged before the kit is announced', async () => {
    await claimKit();
    const claimedAt = new Date(Date.now() - 60_000);
    utimesSync(join(home.path, 'starting.pid'), claimedAt, claimedAt);
    const log = join(home.path, 'hq.log');
    writeFileSync(log, 'Interstella HQ listens\n');
    const loggedAt = new Date(Date.now() - 30_000);
    utimesSync(log, loggedAt, loggedAt);
    expect(await runningSince()).toBeUndefined();
    await announceKit(KIT);
    expect(await runningSince()).toEqual(statSync(join(home.path, 'starting.pid')).mtime);
    expect(await new LogTail(log, await runningSince()).exists()).toBe(true);
  });
});
