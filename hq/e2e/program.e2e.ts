import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bundleOf, call, Program, waitFor } from '@interstella/libs/testing';
import { HqClient } from '../client/index.ts';
import { Http } from './http.ts';
import { startSnsStub } from './sns-stub.ts';
import { ADMIN_KEY, startDynamo } from './world.ts';

const ARN_PREFIX = 'arn:aws:sns:us-east-1:000000000000:interstella-';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let sns: Awaited<ReturnType<typeof startSnsStub>>;
let programs: Program[] = [];
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
  for (const program of programs) program.signal('SIGKILL');
  await Promise.all(programs.map(({ exited }) => exited));
  programs = [];
  await sns.stop();
});

/** HQ as a program over the tables of the running test; twice is a restart. */
function begin(env: Record<string, string> = {}): Program {
  const program = new Program(bundleOf('hq'), environment(env));
  programs.push(program);
  return program;
}

/** The same, and it is ready. */
async function startProgram() {
  const program = await Program.start(bundleOf('hq'), environment());
  programs.push(program);
  return { program, url: program.url, client: new HqClient({ url: program.url, adminKey: ADMIN_KEY }) };
}

function environment(env: Record<string, string> = {}): Record<string, string> {
  return {
    PORT: '0',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL: sns.endpoint,
    TOPIC_ARN_PREFIX: ARN_PREFIX,
    TABLE_PREFIX: `program${prefix}-`,
    HQ_ADMIN_KEY: ADMIN_KEY,
    ...env,
  };
}

/** The distinct orders of a topic, each with its message. */
const ordersOn = (topic: string) => [
  ...new Set(sns.published.filter((line) => line.startsWith(`${ARN_PREFIX}${topic} `))),
];

describe('HQ as a program', () => {
  it('publishes each order on every topic with its id as Subject, and stops with exit code 0', async () => {
    const { program, client } = await startProgram();
    await client.addParticipant({ name: 'ada' });
    await client.open('ada');
    await client.setGenerator({ rate: 200, count: 100 });
    await waitFor('100 orders', async () => {
      const { made, backlog } = await client.generator();
      return made === 100 && backlog === 0;
    });
    const [alone = ''] = await client.order();
    await waitFor('its last message', () =>
      sns.published.some((line) => line.includes(`magnesite ${alone}`)),
    );
    await waitFor('an empty outbox', async () => (await client.generator()).backlog === 0);
    expect(sns.published.filter((line) => line.includes(alone)).sort()).toEqual([
      `${ARN_PREFIX}iridium ${alone} {"iridium":1}`,
      `${ARN_PREFIX}magnesite ${alone} {"magnesite":1}`,
      `${ARN_PREFIX}orders ${alone} {"bundle":1}`,
    ]);
    for (const topic of ['orders', 'iridium', 'magnesite']) expect(ordersOn(topic)).toHaveLength(101);
    expect(sns.published).toHaveLength(303);
    expect(await program.stop()).toEqual({ code: 0, signal: null });
    expect(program.output).toContain('has stopped');
    expect(program.output).not.toContain(ADMIN_KEY);
  });

  it('killed in the middle publishes the rest after its restart', async () => {
    const first = await startProgram();
    await first.client.addParticipant({ name: 'ada' });
    await first.client.open('ada');
    await first.client.setGenerator({ rate: 1000, count: 500 });
    await waitFor('some of the messages', () => sns.published.length > 150);
    first.program.signal('SIGKILL');
    await first.program.exited;
    const second = await startProgram();
    await waitFor('an empty outbox', async () => (await second.client.generator()).backlog === 0);
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
    expect(third.program.output).not.toContain('of an earlier run');
  });

  it('finishes the request in hand before it stops', async () => {
    const { program, client, url } = await startProgram();
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
    await waitFor('claims', () => answered > 100);
    program.signal('SIGTERM');
    await Promise.all(claims);
    expect(await program.exited).toEqual({ code: 0, signal: null });
    http.close();
    const again = await startProgram();
    const [ada] = (await again.client.report()).participants;
    expect(ada?.unattributed).toBeGreaterThanOrEqual(answered);
  });

  it('answers no web page: not by its origin, not by a name that was made to mean this machine', async () => {
    const { url } = await startProgram();
    const ask = (headers: Record<string, string>) => call(url, '/summary', { method: 'GET', headers });
    expect((await ask({})).status).toBe(200);
    expect((await ask({ Origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({ 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await ask({ Host: 'rebound.evil.example' })).status).toBe(403);
    const rebound = { Host: 'rebound.evil.example', Origin: 'http://rebound.evil.example' };
    expect((await ask(rebound)).status).toBe(403);
  });

  it('says what is wrong with its settings and with its tables, and exits with 1', async () => {
    const misled = begin({ TOPIC_ARN_PREFIX: 'nonsense', PORT: 'x' });
    expect(await misled.exited).toMatchObject({ code: 1 });
    expect(misled.output).toMatch(/PORT must be a whole number[\s\S]*TOPIC_ARN_PREFIX/);
    const alone = begin({ AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' });
    expect(await alone.exited).toMatchObject({ code: 1 });
    expect(alone.output).toMatch(/cannot use its tables program\d+-\*.*ECONNREFUSED/);
    expect(alone.output).not.toMatch(/\n\s+at /);
  });
});
