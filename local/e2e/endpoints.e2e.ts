/** What the endpoints owe beyond AWS's contracts: they bear bad subscribers, and stop at once. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
  paginateListTopics,
} from '@aws-sdk/client-sns';
import { call, TEST_LIMIT_MS, waitFor } from '@interstella/libs/testing';
import { within } from '@interstella/libs/time-limits';
import { type Endpoints, type EndpointsOptions, startEndpoints } from '../emulator/endpoints/index.ts';
import { localClient } from './local-client.ts';
import { Receiver } from './receiver.ts';

let endpoints: Endpoints;
let reports: string[];
let sns: SNSClient;
let receiver: Receiver;

async function start(options: Partial<EndpointsOptions> = {}): Promise<void> {
  endpoints = await startEndpoints({
    host: '127.0.0.1',
    port: 0,
    region: 'us-east-1',
    report: (message) => reports.push(message),
    ...options,
  });
  sns = new SNSClient(localClient(endpoints.url));
}

beforeEach(async () => {
  reports = [];
  receiver = await Receiver.start();
});
afterEach(async () => {
  sns.destroy();
  await receiver.stop();
  await endpoints.close();
});

async function subscribe(path: string, Attributes: Record<string, string> = {}): Promise<string> {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'orders' }));
  const Endpoint = receiver.url(path);
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint, Attributes }));
  const [{ envelope }] = await receiver.arrived(path, 'SubscriptionConfirmation');
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn, Token: envelope.Token }));
  return TopicArn;
}

describe('a bad subscriber', () => {
  it('that never answers holds up nobody else, and has no more than 64 attempts at once', async () => {
    // None ends here, and is followed by another.
    await start({ attemptTimeoutMs: TEST_LIMIT_MS });
    const TopicArn = await subscribe('/silent/');
    await subscribe('/quick/');
    receiver.answer('/silent/', () => 'nothing');
    for (let sent = 0; sent < 100; sent += 1) await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await receiver.arrived('/silent/', 'Notification', 64);
    await receiver.arrived('/quick/', 'Notification', 100);
    expect(receiver.on('/silent/', 'Notification')).toHaveLength(64);
  });

  it('that never answers has its attempts ended, one after the other', async () => {
    await start({ attemptTimeoutMs: 300 });
    const retries = { minDelayTarget: 0.01, maxDelayTarget: 0.01, numRetries: 1 };
    const policy = { DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: retries }) };
    const TopicArn = await subscribe('/silent/', policy);
    receiver.answer('/silent/', () => 'nothing');
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    const lost = await waitFor('the attempts to end', () => reports[0]);
    expect(lost).toContain('Timeout: No complete answer within 300 ms');
    expect(receiver.on('/silent/', 'Notification')).toHaveLength(2);
  });

  it('is given up while a retry is to come, and close does not wait for it', async () => {
    await start();
    const TopicArn = await subscribe('/failing/');
    receiver.answer('/failing/', () => 500);
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await receiver.arrived('/failing/', 'Notification');
    await endpoints.close();
    expect(receiver.on('/failing/', 'Notification')).toHaveLength(1);
    await start();
  });

  it('that does not answer is cut off by close', async () => {
    // Its attempt would go on for longer than the test waits.
    await start({ attemptTimeoutMs: 10 * TEST_LIMIT_MS });
    const TopicArn = await subscribe('/silent/');
    receiver.answer('/silent/', () => 'nothing');
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await receiver.arrived('/silent/', 'Notification');
    await within(TEST_LIMIT_MS, () => endpoints.close());
    expect(reports).toEqual([]);
    await start();
  });

  it('is waited for as long as its policy says, in fractions of a second too', async () => {
    await start();
    const policy = { minDelayTarget: 0.2, maxDelayTarget: 0.2, numRetries: 2 };
    const TopicArn = await subscribe('/later/', {
      DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: policy }),
    });
    const arrivals: number[] = [];
    receiver.answer('/later/', () => {
      arrivals.push(performance.now());
      return 500;
    });
    await sns.send(new PublishCommand({ TopicArn, Message: 'm' }));
    await receiver.arrived('/later/', 'Notification', 3);
    const [first = 0, second = 0, third = 0] = arrivals;
    expect(second - first).toBeGreaterThan(190);
    expect(third - second).toBeGreaterThan(190);
  });
});

describe('the endpoints', () => {
  it('list more topics than a page holds', async () => {
    await start();
    const names = Array.from({ length: 101 }, (_, index) => `topic-${index}`);
    for (const Name of names) await sns.send(new CreateTopicCommand({ Name }));
    const pages: number[] = [];
    for await (const { Topics } of paginateListTopics({ client: sns }, {})) pages.push(Topics?.length ?? 0);
    expect(pages).toEqual([100, 1]);
  });

  it.each(['sns.localhost', '[::1]'])('answer by the name %s', async (host) => {
    await start();
    const headers = { Host: `${host}:${endpoints.port}` };
    expect((await call(endpoints.url, '/?Action=ListTopics', { method: 'GET', headers })).status).toBe(200);
  });

  it('name the host of the certificate that they are told to, and serve it themselves', async () => {
    await start({ certificateHost: 'sns.us-east-1.amazonaws.com' });
    await subscribe('/foreign/');
    const [delivery] = receiver.on('/foreign/', 'SubscriptionConfirmation');
    const { SigningCertURL = '' } = delivery?.envelope ?? {};
    expect(SigningCertURL).toMatch(
      /^https:\/\/sns\.us-east-1\.amazonaws\.com\/SimpleNotificationService-[0-9a-f]{32}\.pem$/,
    );
    const answer = await fetch(endpoints.url + new URL(SigningCertURL).pathname);
    expect(await answer.text()).toBe(endpoints.certificate);
  });

  it('say which port is taken', async () => {
    await start();
    await expect(
      startEndpoints({ host: '127.0.0.1', port: endpoints.port, region: 'us-east-1' }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([
    ['a web page', { Origin: 'https://evil.example' }],
    ['a picture in a web page', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a page whose name was made to mean this machine', { Host: 'rebound.evil.example' }],
  ])('refuse %s, which any site can have the browser send', async (_who, headers) => {
    await start();
    const target = {
      'X-Amz-Target': 'AmazonSSM.GetParametersByPath',
      'Content-Type': 'application/x-amz-json-1.1',
    };
    const read = await call(endpoints.url, '/', { headers: { ...target, ...headers }, body: '{"Path":"/"}' });
    expect(read.status).toBe(403);
    expect(read.body).toContain('"__type":"AccessDenied"');
    const create = await call(endpoints.url, '/?Action=CreateTopic&Name=foreign', { method: 'GET', headers });
    expect(create.status).toBe(403);
    expect(create.body).toContain('<Code>AccessDenied</Code>');
    expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([]);
  });
});
