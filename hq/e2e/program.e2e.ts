import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { call } from '@interstella/libs/testing';
import { HqClient } from '../client/index.ts';
import { Http } from './http.ts';
import { startSnsStub } from './sns-stub.ts';
import { ADMIN_KEY, startDynamo, until } from './world.ts';

const PROGRAM = join(import.meta.dirname, '..', 'dist', 'main.js');
const ARN_PREFIX = 'arn:aws:sns:us-east-1:000000000000:interstella-';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let sns: Awaited<ReturnType<typeof startSnsStub>>;
let children: ChildProcess[] = [];
let prefix = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
});
afterAll(() => dynamo.stop());
beforeEach(async () => {
  prefix += 1;
  sns = await startSnsStub();
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await sns.stop();
});

/** Starts HQ as a program over the tables of the running test; twice is a restart. */
async function startProgram(env: NodeJS.ProcessEnv = {}) {
  const child = fork(PROGRAM, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    env: {
      ...process.env,
      PORT: '0',
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
      AWS_ENDPOINT_URL: sns.endpoint,
      TOPIC_ARN_PREFIX: ARN_PREFIX,
      TABLE_PREFIX: `program${prefix}-`,
      HQ_ADMIN_KEY: ADMIN_KEY,
      ...env,
    },
  });
  children.push(child);
  const said: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const first = await Promise.race([once(child, 'message'), ended]);
  const url = (first[0] as { ready?: { url: string } } | null)?.ready?.url ?? '';
  return { child, said, ended, url, client: new HqClient({ url, adminKey: ADMIN_KEY }) };
}

/** The distinct orders of a topic, each with its message. */
const ordersOn = (topic: string) => [
  ...new Set(sns.published.filter((line) => line.startsWith(`${ARN_PREFIX}${topic} `))),
];

describe('HQ as a program', () => {
  it('publishes each order on every topic with its id as Subject, and stops with exit code 0', async () => {
    const { child, client, ended, said } = await startProgram();
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    await client.setGenerator({ rate: 200, count: 100 });
    await until(
      async () => (await client.generator()).made === 100 && (await client.generator()).backlog === 0,
    );
    const [alone = ''] = await client.order();
    await until(() => sns.published.some((line) => line.includes(`magnesite ${alone}`)));
    await until(async () => (await client.generator()).backlog === 0);
    expect(sns.published.filter((line) => line.includes(alone)).sort()).toEqual([
      `${ARN_PREFIX}iridium ${alone} {"iridium":1}`,
      `${ARN_PREFIX}magnesite ${alone} {"magnesite":1}`,
      `${ARN_PREFIX}orders ${alone} {"bundle":1}`,
    ]);
    for (const topic of ['orders', 'iridium', 'magnesite']) expect(ordersOn(topic)).toHaveLength(101);
    expect(sns.published).toHaveLength(303);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    expect(said.join('')).toContain('has stopped');
    expect(said.join('')).not.toContain(ADMIN_KEY);
  });

  it('killed in the middle publishes the rest after its restart', async () => {
    const first = await startProgram();
    await first.client.addParticipant({ name: 'ada' });
    await first.client.open('ada');
    await first.client.setGenerator({ rate: 1000, count: 500 });
    await until(() => sns.published.length > 150);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = await startProgram();
    await until(async () => (await second.client.generator()).backlog === 0);
    const report = await second.client.report({ audit: true });
    const published = report.participants[0]?.published ?? 0;
    expect(published).toBeGreaterThanOrEqual(50);
    for (const topic of ['orders', 'iridium', 'magnesite']) expect(ordersOn(topic)).toHaveLength(published);
    expect(report).toMatchObject({
      red: false,
      audit: { agrees: true },
      participants: [{ open: published }],
    });
    const third = await startProgram();
    expect(third.said.join('')).not.toContain('of an earlier run');
  });

  it('finishes the request in hand before it stops', async () => {
    const { child, client, ended, url } = await startProgram();
    const { apiKey } = await client.addParticipant({ name: 'ada' });
    const http = new Http(url);
    let answered = 0;
    let stopping = false;
    const claims = Array.from({ length: 20 }, async () => {
      while (!stopping) {
        const call = { method: 'POST', headers: { 'x-api-key': apiKey }, body: '{"iridium": 1}' };
        const answer = await http.call('/receiving/', call).catch(() => undefined);
        if (answer?.status === 200) answered += 1;
        else stopping = true;
      }
    });
    await until(() => answered > 100);
    child.kill('SIGTERM');
    await Promise.all(claims);
    expect(await ended).toEqual([0, null]);
    http.close();
    const again = await startProgram();
    const [ada] = (await again.client.report()).participants;
    expect(ada?.unattributed).toBeGreaterThanOrEqual(answered);
  });

  it('answers no web page: not by its origin, not by a name that was made to mean this machine', async () => {
    const { url } = await startProgram();
    const ask = (headers: Record<string, string>) => call(url, '/report', { method: 'GET', headers });
    expect((await ask({})).status).toBe(200);
    expect((await ask({ Origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await ask({ Host: 'rebound.evil.example' })).status).toBe(403);
  });

  it('says what is wrong with its settings and with its tables, and exits with 1', async () => {
    const misled = await startProgram({ TOPIC_ARN_PREFIX: 'nonsense', PORT: 'x' });
    expect((await misled.ended)[0]).toBe(1);
    expect(misled.said.join('')).toMatch(/PORT must be a whole number[\s\S]*TOPIC_ARN_PREFIX/);
    const alone = await startProgram({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    expect((await alone.ended)[0]).toBe(1);
    expect(alone.said.join('')).toMatch(/cannot use its tables program\d+-\*.*ECONNREFUSED/);
    expect(alone.said.join('')).not.toMatch(/\n\s+at /);
  });
});
