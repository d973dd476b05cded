import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '@interstella/libs/testing';
import { type ChangeEvent, PlatformClient } from '../platform/index.ts';
import { Traffic } from '../platform/load-balancer/index.ts';
import { makeControlServer } from '../platform/control-server.ts';
import { Platform } from '../platform/platform.ts';
import { Refusal } from '../platform/refusal.ts';
import { makeRoutes } from '../platform/routes.ts';
import { ALB } from '../platform/testing/deployments.ts';
import { RecordedActions } from '../platform/testing/recorded-actions.ts';

const KEY = 'a key that nobody knows';
const NOTHING = {
  Resources: {},
  Outputs: { Stage: { Value: 'workshop' }, EnvironmentName: { Value: 'interstella' } },
};
const QUEUE = {
  ...NOTHING,
  Resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'redrive' } } },
};

const OVERLAY = [{ name: 'direct orders', value: 'open' }];

const FAILURE = { at: 'then', method: 'POST', path: '/order/', status: 502, reason: 'it broke off' };

let actions: RecordedActions;
let platform: Platform;
let traffic: Traffic;
let server: Server;
let url: string;
let client: PlatformClient;
let events: ChangeEvent[];
const hear = (event: ChangeEvent) => events.push(event);

beforeEach(async () => {
  actions = new RecordedActions();
  traffic = new Traffic();
  events = [];
  platform = new Platform({ actions, images: { catalogue: {} }, now: () => new Date() });
  server = makeControlServer(
    KEY,
    makeRoutes({
      platform,
      balancer: { traffic: () => traffic.totals() },
      place: { region: 'r', accountId: '0', partition: 'aws', loadBalancerDnsName: '127.0.0.1:5000' },
      overlay: OVERLAY,
      state: () => Promise.resolve({ stage: platform.applied?.deployment.stage } as never),
      faults: {
        inject: (fault) => {
          if (fault.target === 'nobody') throw new Refusal(404, 'There is no service nobody.');
          return { what: JSON.stringify(fault) };
        },
      },
      machine: {
        scale: (service) =>
          service === 'iridium' ? Promise.resolve() : Promise.reject(new Error('No such service.')),
        runTask: () => Promise.resolve(),
        stopTasks: () => Promise.resolve(),
      },
      port: 5_000,
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new PlatformClient({ url, key: KEY });
});

afterEach(async () => {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
});

/** Calls without the client. */
const call = (path: string, init: RequestInit) =>
  fetch(url + path, { ...init, headers: { 'x-platform-key': KEY } });

describe('the control API', () => {
  it('deploys a template, tells what happens, and then has it', async () => {
    expect(await client.template()).toBeUndefined();
    expect(await client.deploy(QUEUE, {}, hear)).toMatchObject({ outcome: 'done', leftBehind: [] });
    expect(actions.calls).toEqual(['create queue redrive']);
    expect(events.map(({ event }) => event)).toEqual(['plan', 'begin', 'end']);
    expect(await client.template()).toEqual(QUEUE);
    expect(await client.state()).toEqual({ stage: 'workshop' });
  });

  it('says how a change failed', async () => {
    actions.failing.add('create queue redrive');
    expect(await client.deploy(QUEUE, {}, hear)).toMatchObject({
      outcome: 'rolledBack',
      reason: 'Queue redrive: create queue redrive failed',
    });
  });

  it('goes on with a change that nobody listens to any more', async () => {
    let finish: () => void = () => undefined;
    actions.createQueue = () => new Promise((resolve) => (finish = resolve));
    const leaving = new AbortController();
    const response = await call('/deployment', {
      method: 'PUT',
      body: JSON.stringify({ template: QUEUE, catalogue: {} }),
      signal: leaving.signal,
    });
    await response.body?.getReader().read();
    leaving.abort();
    await expect(client.deploy(QUEUE, {}, hear)).rejects.toMatchObject({ status: 409 });
    finish();
    await waitFor('the end of the change', () => client.template());
  });

  it('refuses what was planned before another change, and does what was planned after it', async () => {
    await client.deploy(QUEUE, {}, hear, 0);
    const late = client.deploy(NOTHING, {}, hear, 0);
    await expect(late).rejects.toMatchObject({ status: 409 });
    await expect(late).rejects.toThrow('it is at workshop now');
    expect(await client.template()).toEqual(QUEUE);
    expect(await client.deploy(NOTHING, {}, hear, 1)).toMatchObject({ outcome: 'done' });
  });

  it('refuses a change that another one came before in the very same moment', async () => {
    const deploy = platform.deploy.bind(platform);
    const other = { template: NOTHING, deployment: ALB, catalogue: {} };
    // Between the look at the request and the change itself.
    platform.deploy = (...asked) => {
      void deploy(other, () => undefined);
      return deploy(...asked);
    };
    await expect(client.deploy(QUEUE, {}, hear)).rejects.toMatchObject({ status: 409 });
  });

  it('runs no template that it does not understand, and changes nothing', async () => {
    const odd = { ...NOTHING, Resources: { Odd: { Type: 'AWS::Odd::Thing' } } };
    const refused = client.deploy(odd, {}, hear);
    await expect(refused).rejects.toMatchObject({ status: 400 });
    await expect(refused).rejects.toThrow('Odd');
    expect(actions.calls).toEqual([]);
  });

  it('scales a service, and says why not', async () => {
    expect(await client.scale('iridium', 2, hear)).toMatchObject({ outcome: 'done' });
    expect(await client.scale('gold', 2, hear)).toMatchObject({
      outcome: 'failed',
      reason: 'No such service.',
    });
    await expect(client.scale('iridium', 7, hear)).rejects.toThrow('desiredCount');
  });

  it('says what it overlays', async () => {
    expect(await client.overlay()).toEqual(OVERLAY);
  });

  it('gives each client the traffic since it asked last, also where others ask', async () => {
    const another = new PlatformClient({ url, key: KEY });
    traffic.record({ status: 200, latencyMs: 5 });
    expect(await client.takeTraffic()).toMatchObject({ requests: 1, failed: 0 });
    traffic.record({ status: 502, latencyMs: 5, failure: FAILURE });
    expect(await another.takeTraffic()).toMatchObject({ requests: 2, failed: 1 });
    expect(await client.takeTraffic()).toMatchObject({ requests: 1, failed: 1, firstFailures: [FAILURE] });
    expect(await client.takeTraffic()).toMatchObject({ requests: 0, failed: 0 });
  });

  it('breaks a service on purpose, and says what it did', async () => {
    const fault = { kind: 'error', target: 'iridium', share: 0.5, forMs: 1_000 } as const;
    expect(JSON.parse((await client.injectFault(fault)).what)).toEqual(fault);
    await expect(client.injectFault({ kind: 'kill', target: 'nobody' })).rejects.toMatchObject({
      status: 404,
      message: 'There is no service nobody.',
    });
    for (const wrong of [
      { ...fault, share: 2 },
      { ...fault, forMs: 1e9 },
      { kind: 'melt', target: 'iridium' },
    ]) {
      await expect(client.injectFault(wrong as never)).rejects.toMatchObject({ status: 400 });
    }
  });

  it.each([
    ['without the key', '/state', { 'x-platform-key': '' }, 401],
    ['with another key', '/state', { 'x-platform-key': `${KEY}x` }, 401],
    ['of a web page', '/state', { origin: 'http://evil.example' }, 403],
    ['of a page whose name was made to lead here', '/state', { host: 'evil.example' }, 403],
    ['for what is not there', '/secrets', {}, 404],
  ])('refuses a request %s', async (_what, path, headers, status) => {
    expect(await rawStatus(path, headers)).toBe(status);
  });

  it.each([
    ['that is no JSON', '{', 400],
    ['that lacks the template', '{"catalogue":{"x":1}}', 400],
    ['of more than 4 MiB', ' '.repeat(5 * 1_024 * 1_024), 413],
  ])('refuses a body %s', async (_what, body, status) => {
    expect((await call('/deployment', { method: 'PUT', body })).status).toBe(status);
    expect(actions.calls).toEqual([]);
  });
});

describe('the client', () => {
  it('says who does not answer', async () => {
    server.close();
    await expect(client.state()).rejects.toThrow(`The platform at ${url} does not answer`);
  });

  it('says that the platform ended in the midst of a change', async () => {
    let finish: () => void = () => undefined;
    actions.createQueue = () => new Promise((resolve) => (finish = resolve));
    const deployed = client.deploy(QUEUE, {}, () => {
      server.closeAllConnections();
    });
    await expect(deployed).rejects.toThrow('ended in the midst of the change');
    finish();
  });

  it('lets through what went wrong where it was heard', async () => {
    const deployed = client.deploy(QUEUE, {}, () => {
      throw new Error('Nothing can be shown here.');
    });
    await expect(deployed).rejects.toThrow('Nothing can be shown here.');
  });

  it('says what it did not understand', async () => {
    const odd = createServer((_request, response) => response.end('<html>\n'));
    odd.listen(0, '127.0.0.1');
    await once(odd, 'listening');
    try {
      const { port } = odd.address() as AddressInfo;
      const elsewhere = new PlatformClient({ url: `http://127.0.0.1:${port}`, key: KEY });
      await expect(elsewhere.runTask(hear)).rejects.toThrow('The platform said what is no JSON: <html>');
    } finally {
      odd.close();
      odd.closeAllConnections();
    }
  });
});

/** `fetch` sends no Host of one's own. */
function rawStatus(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url + path, { headers: { 'x-platform-key': KEY, ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once('error', reject);
  });
}
