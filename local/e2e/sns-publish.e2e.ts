/** THE SNS SUITE, third part: what may be published, batches, unknown operations. See Suite for running it elsewhere. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PublishBatchCommand, PublishCommand } from '@aws-sdk/client-sns';
import { Suite } from './suite.ts';

let suite: Suite;
beforeAll(async () => {
  suite = await Suite.start();
});
afterAll(async () => {
  await suite.stop();
});

const publish = (TopicArn: string, Message: string, Subject?: string) =>
  suite.sns.send(new PublishCommand({ TopicArn, Message, Subject }));

describe('publishing', () => {
  it.each(['a\nb', ' x', 'x'.repeat(101), ''])('refuses the subject %j', async (subject) => {
    const TopicArn = await suite.createTopic();
    await expect(publish(TopicArn, 'm', subject)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('Subject'),
    });
  });

  it('takes 256 KiB and not one byte more', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await suite.subscribe(TopicArn, path);
    const text = '%'.repeat(262_144);
    await publish(TopicArn, text);
    const [delivery] = await suite.receiver.arrived(path, 'Notification');
    expect(delivery.envelope.Message).toBe(text);
    await expect(publish(TopicArn, `${text}x`)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('to no topic is NotFound, to nothing InvalidParameter', async () => {
    const TopicArn = `${await suite.createTopic()}-not`;
    await expect(publish(TopicArn, 'm')).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(suite.sns.send(new PublishCommand({ Message: 'm' }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });

  it('in a batch fails entry by entry', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await suite.subscribe(TopicArn, path);
    const result = await suite.sns.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: 'good', Message: 'one', Subject: 'order-1' },
          { Id: 'bad', Message: 'two', Subject: 'a\nb' },
          { Id: 'fine', Message: 'three' },
        ],
      }),
    );
    expect(result.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidParameter', SenderFault: true }]);
    expect(result.Successful?.map(({ Id }) => Id)).toEqual(['good', 'fine']);
    const deliveries = await suite.receiver.arrived(path, 'Notification', 2);
    const ids = deliveries.map(({ envelope }) => envelope.MessageId);
    expect(ids.sort()).toEqual(result.Successful?.map(({ MessageId }) => MessageId).sort());
  });

  it.each([
    ['EmptyBatchRequestException', []],
    ['BatchEntryIdsNotDistinctException', ['a', 'a']],
    ['InvalidBatchEntryIdException', ['a b']],
    ['TooManyEntriesInBatchRequestException', Array.from({ length: 11 }, (_, index) => `id-${index}`)],
  ])('a batch as a whole fails with %s', async (name, ids) => {
    const TopicArn = await suite.createTopic();
    const PublishBatchRequestEntries = ids.map((Id) => ({ Id, Message: 'm' }));
    await expect(
      suite.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })),
    ).rejects.toMatchObject({ name });
  });

  it('counts the entries of a batch before their bytes', async () => {
    const TopicArn = await suite.createTopic();
    // A byte more than all entries may have together.
    const Message = 'x'.repeat(Math.ceil(262_145 / 11));
    const PublishBatchRequestEntries = Array.from({ length: 11 }, (_, index) => ({
      Id: `id-${index}`,
      Message,
    }));
    await expect(
      suite.sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries })),
    ).rejects.toMatchObject({ name: 'TooManyEntriesInBatchRequestException' });
  });

  it('in a batch counts subjects and attributes against the limit of the whole', async () => {
    const TopicArn = await suite.createTopic();
    const batch = (Message: string) =>
      suite.sns.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: ['a', 'b'].map((Id) => ({
            Id,
            Message,
            Subject: '12',
            MessageAttributes: { n: { DataType: 'String', StringValue: 'v' } },
          })),
        }),
      );
    // Subject, and name, type and value of the attribute.
    const beside = 2 + 1 + 6 + 1;
    const half = 'x'.repeat(131_072 - beside);
    expect((await batch(half)).Failed ?? []).toEqual([]);
    await expect(batch(`${half}x`)).rejects.toMatchObject({ name: 'BatchRequestTooLongException' });
  });

  it('may name a group, of which an HTTP subscriber sees nothing', async () => {
    const TopicArn = await suite.createTopic();
    const path = suite.newPath();
    await suite.subscribe(TopicArn, path);
    await suite.sns.send(new PublishCommand({ TopicArn, Message: 'm', MessageGroupId: 'tenant-1' }));
    const [{ body, headers }] = await suite.receiver.arrived(path, 'Notification');
    expect(body + JSON.stringify(headers)).not.toContain('tenant-1');
  });
});

describe('an unknown operation', () => {
  it('is answered in the shape of the Query protocol', async () => {
    const body = new URLSearchParams({ Action: 'Frobnicate', Version: '2010-03-31' });
    const answer = await fetch(suite.endpoint, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('text/xml');
    const xml = await answer.text();
    expect(xml).toMatch(
      /^<ErrorResponse xmlns="http:\/\/sns\.amazonaws\.com\/doc\/2010-03-31\/">\s*<Error>\s*<Type>Sender<\/Type>\s*<Code>InvalidAction<\/Code>\s*<Message>[^<]*Frobnicate/,
    );
    expect(xml).toMatch(/<RequestId>[0-9a-f-]{36}<\/RequestId>\s*<\/ErrorResponse>\s*$/);
  });
});
