/** HQ's stack, without AWS: its bundle runs against its tables, its topics and its settings, all from the template. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ofType, type Properties, text, theOne } from '../testing/queries.ts';
import type { Template } from '../testing/template.ts';
import { cdk, ROOT } from './support/cdk.ts';
import { allowed, byGrant } from './support/grants.ts';
import { type RecordingProxy, recordingProxy } from './support/recording-proxy.ts';

const ADMIN_KEY = 'an-admin-key-for-tests';
const PSEUDO_PARAMETERS = { Partition: 'aws', Region: 'us-east-1', AccountId: '000000000000' };

let folder: string;
let template: Template;
let bundle: string;
let aws: ChildProcess;
let awsUrl: string;
/** The way of the functions to AWS. */
let proxy: RecordingProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interstella-hq-'));
  const { code, stderr } = await cdk('synth', '--quiet', '-c', 'stage=hq', '--output', folder);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  template = JSON.parse(await readFile(join(folder, 'InterstellaHq.template.json'), 'utf8')) as Template;
  const [asset = ''] = (await readdir(folder)).filter((name) => name.startsWith('asset.'));
  bundle = join(folder, asset, 'index.mjs');
  aws = fork(join(ROOT, 'local', 'dist', 'main.js'), { env: { PORT: '0' }, execArgv: [], silent: true });
  const [message] = (await once(aws, 'message')) as [{ ready: { url: string } }];
  awsUrl = message.ready.url;
  proxy = await recordingProxy(awsUrl);
  await provision();
});

afterAll(async () => {
  proxy.close();
  if (aws.exitCode === null) {
    const gone = once(aws, 'exit');
    aws.kill('SIGTERM');
    await gone;
  }
  await rm(folder, { recursive: true });
});

/** What CloudFormation and the instructor would have made. */
async function provision(): Promise<void> {
  for (const table of ofType(template, 'AWS::DynamoDB::Table').values()) {
    const { TableName, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes } = table;
    await json('DynamoDB_20120810.CreateTable', {
      ...{ TableName, AttributeDefinitions, KeySchema, BillingMode, GlobalSecondaryIndexes },
    });
  }
  for (const { TopicName } of ofType(template, 'AWS::SNS::Topic').values()) {
    await post(
      { 'content-type': 'application/x-www-form-urlencoded' },
      `Action=CreateTopic&Name=${text(TopicName)}`,
      'sns',
    );
  }
  const Name = settings().HQ_ADMIN_KEY_PARAMETER;
  await json('AmazonSSM.PutParameter', { Name, Type: 'SecureString', Value: ADMIN_KEY });
}

/** A participant's redrive queue with something on it; its URL, by way of the proxy. */
async function redriveQueue(): Promise<string> {
  await json('AmazonSQS.CreateQueue', { QueueName: 'team-7-redrive' });
  const QueueUrl = `${awsUrl}/${PSEUDO_PARAMETERS.AccountId}/team-7-redrive`;
  await json('AmazonSQS.SendMessage', { QueueUrl, MessageBody: 'no envelope' });
  return QueueUrl.replace(awsUrl, proxy.url);
}

function json(target: string, body: object): Promise<void> {
  const service = /DynamoDB|SQS|SSM/.exec(target)?.[0].toLowerCase() ?? '';
  const type = `application/x-amz-json-1.${service === 'ssm' ? 1 : 0}`;
  return post({ 'content-type': type, 'x-amz-target': target }, JSON.stringify(body), service);
}

async function post(headers: Record<string, string>, body: string, service: string): Promise<void> {
  const scope = `20261120/us-east-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host, Signature=0`;
  const answer = await fetch(awsUrl, {
    method: 'POST',
    headers: { authorization, 'x-amz-date': '20261120T000000Z', ...headers },
    body,
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
}

/** The environment of a function, with the pseudo parameters of this account. */
function settings(): Record<string, string> {
  const { Properties: properties } = theOne(template, 'AWS::Lambda::Function', 'Handler', 'index.api');
  const { Variables } = properties.Environment as { Variables: Properties };
  return Object.fromEntries(
    Object.entries(Variables).map(([name, value]) => [
      name,
      text(value).replace(
        /\$\{AWS::(\w+)\}/g,
        (_, key: keyof typeof PSEUDO_PARAMETERS) => PSEUDO_PARAMETERS[key],
      ),
    ]),
  );
}

/** What the functions wrote to their logs. */
let logged = '';

async function invoke<T>(handler: 'api' | 'close' | 'tick', event: object): Promise<T> {
  const { PATH = '' } = process.env;
  const program = join(ROOT, 'infra', 'e2e', 'support', 'run-handler.mjs');
  const child = fork(program, [bundle, handler, JSON.stringify(event)], {
    execArgv: [],
    silent: true,
    env: {
      PATH,
      ...settings(),
      // So that a bucket is due as soon as it is asked for.
      BUCKET_MS: '100',
      AWS_ENDPOINT_URL: proxy.url,
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'interstella-hq-generator',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (logged += chunk));
  let answer: { result: T } | undefined;
  child.once('message', (message: { result: T }) => (answer = message));
  await once(child, 'close');
  if (!answer) throw new Error(`The handler ${handler} ended without a result:\n${said}`);
  return answer.result;
}

async function call(method: string, path: string, headers: Record<string, string> = {}, body?: object) {
  const [rawPath = '', query] = path.split('?');
  const answer = await invoke<{ statusCode: number; body: string }>('api', {
    version: '2.0',
    rawPath,
    ...(query && { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) }),
    headers,
    isBase64Encoded: false,
    requestContext: { http: { method, sourceIp: '192.0.2.1' } },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, body: answer.body };
}

interface MetricLine {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly FunctionName: string;
  readonly Published: number;
  readonly Open: number;
}

describe('HQ from its template', () => {
  const admin = { 'x-admin-key': ADMIN_KEY };

  it('enters a participant, makes orders on schedule, and takes a claim for one of them', async () => {
    expect(await call('GET', '/')).toMatchObject({ status: 200 });
    expect((await call('GET', '/docs')).body).toContain('POST /receiving');
    const added = await call('POST', '/admin/participants', admin, { name: 'team-7' });
    expect(added).toMatchObject({ status: 201 });
    const { apiKey } = JSON.parse(added.body) as { apiKey: string };
    expect(await call('POST', '/admin/participants/team-7/open', admin)).toMatchObject({ status: 200 });

    const minute = { time: '2026-11-20T12:00:00Z' };
    expect(await invoke('tick', minute)).toEqual({ made: 30 });
    expect(await invoke('tick', minute)).toEqual({ made: 0 });

    const report = async () =>
      (
        JSON.parse((await call('GET', '/report', { 'x-api-key': apiKey })).body) as {
          participants: { published: number; complete: number; orders: { open: { orderId: string }[] } }[];
        }
      ).participants[0];
    const [order] = (await report())?.orders.open ?? [];
    const claim = await call(
      'POST',
      '/receiving/',
      {
        'x-api-key': apiKey,
        'x-interstella-order-id': order?.orderId ?? '',
        'x-interstella-fulfilled-by': 'monolith',
      },
      { iridium: 1, magnesite: 1 },
    );
    expect(claim).toEqual({ status: 200, body: 'success' });
    expect(await report()).toMatchObject({ published: 30, complete: 1, open: 29, unattributed: 0 });
  });

  it('measures what its alarms watch', () => {
    const lines = logged.split('\n').filter((line) => line.includes('_aws'));
    expect(lines).toHaveLength(2);
    const { _aws, FunctionName, Published, Open } = JSON.parse(lines[0] ?? '') as MetricLine;
    expect({ FunctionName, Published, Open }).toEqual({
      ...{ FunctionName: 'interstella-hq-generator', Published: 30, Open: 30 },
    });
    const [directive] = _aws.CloudWatchMetrics;
    const measured = directive?.Metrics.map(({ Name }) => `${directive.Namespace} ${Name}`);
    const watched = [...ofType(template, 'AWS::CloudWatch::Alarm').values()]
      .filter(({ Dimensions }) => JSON.stringify(Dimensions ?? []).includes('"FunctionName"'))
      .map(({ Namespace, MetricName }) => `${text(Namespace)} ${text(MetricName)}`)
      .filter((name) => !name.startsWith('AWS/'));
    expect(watched).toHaveLength(4);
    expect(measured).toEqual(expect.arrayContaining(watched));
    expect(directive?.Dimensions).toEqual([['FunctionName']]);
  });

  it('asks nothing of AWS that its role does not allow, and is allowed nothing else', async () => {
    // What the test above left out.
    expect(await call('POST', '/admin/participants/team-7/key', admin)).toMatchObject({ status: 200 });
    expect(
      await call('PUT', '/admin/participants/team-7/dead-letter-queues', admin, {
        urls: [await redriveQueue()],
      }),
    ).toMatchObject({ status: 200 });
    expect(await call('GET', '/admin/participants', admin)).toMatchObject({ status: 200 });
    const made = await call('POST', '/admin/orders', admin, { count: 100 });
    const { orderIds } = JSON.parse(made.body) as { orderIds: string[] };
    expect(await call('GET', `/orders/${orderIds[0] ?? ''}`, admin)).toMatchObject({ status: 200 });
    const republished = await call('POST', '/admin/republish', admin, {});
    expect(republished).toMatchObject({
      status: 202,
      body: JSON.stringify({ count: 129, expired: 0, next: null, more: false }),
    });
    for (const piece of ['/admin/ledger', '/admin/ledger/standings']) {
      expect(await call('GET', piece, admin)).toMatchObject({ status: 200 });
    }
    expect(await call('POST', '/admin/participants/team-7/close', admin)).toMatchObject({ status: 200 });
    await invoke('close', {});
    expect(await call('DELETE', '/admin/participants/team-7', admin)).toMatchObject({ status: 200 });
    const grants = allowed(template);
    expect(byGrant(proxy.asked, grants)).toEqual(grants);
  });
});
