import { describe, expect, it } from '@jest/globals';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { useSqs } from './use-sqs.ts';

const sqs = useSqs();

async function queue(QueueName: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.client.send(new CreateQueueCommand({ QueueName }));
  return QueueUrl;
}

async function counts(QueueUrl: string): Promise<[string | undefined, string | undefined]> {
  const { Attributes } = await sqs.client.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return [Attributes?.ApproximateNumberOfMessages, Attributes?.ApproximateNumberOfMessagesNotVisible];
}

const send = (QueueUrl: string, MessageBody: string) =>
  sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
const receive = (QueueUrl: string, more: object = {}) =>
  sqs.client.send(new ReceiveMessageCommand({ QueueUrl, ...more }));

describe('an SQS queue, through the AWS SDK', () => {
  it('is created once, found by name and prefix, and deleted', async () => {
    const QueueUrl = await queue('found');
    expect(await queue('found')).toBe(QueueUrl);
    expect(await sqs.client.send(new GetQueueUrlCommand({ QueueName: 'found' }))).toMatchObject({ QueueUrl });
    const { QueueUrls } = await sqs.client.send(new ListQueuesCommand({ QueueNamePrefix: 'fou' }));
    expect(QueueUrls).toEqual([QueueUrl]);
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:found',
      MessageRetentionPeriod: '1209600',
      ApproximateNumberOfMessages: '0',
    });
    await sqs.client.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(receive(QueueUrl)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  });

  it('gives a message with its attributes until it is deleted', async () => {
    const QueueUrl = await queue('kept');
    await sqs.client.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'é',
        MessageAttributes: {
          ErrorCode: { DataType: 'String', StringValue: '503' },
          Raw: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255]) },
        },
      }),
    );
    const { Messages: [message] = [] } = await receive(QueueUrl, {
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    });
    expect(message).toMatchObject({
      Body: 'é',
      // Computed apart from the code, with Python's hashlib.
      MD5OfBody: '66ddcd97cfdeabb2f6fb8a999b4bc76f',
      MessageAttributes: { ErrorCode: { StringValue: '503' }, Raw: { BinaryValue: Uint8Array.of(0, 255) } },
      Attributes: { ApproximateReceiveCount: '1' },
    });
    expect(await counts(QueueUrl)).toEqual(['0', '1']);
    await sqs.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
    expect(await counts(QueueUrl)).toEqual(['0', '0']);
  });

  it.each([
    ['quotation marks, which JSON escapes', '"'],
    ['bytes, which a client may escape', '\u0001'],
    ['letters beyond ASCII', '\u{1F680}'],
  ])('of 1 MiB takes a message of 1 MiB of %s', async (_what, character) => {
    const { QueueUrl = '' } = await sqs.client.send(
      new CreateQueueCommand({ QueueName: 'large', Attributes: { MaximumMessageSize: '1048576' } }),
    );
    const body = character.repeat(1_048_576 / Buffer.byteLength(character));
    const { MessageId } = await send(QueueUrl, body);
    expect(MessageId).toBeDefined();
    await expect(send(QueueUrl, `${body}x`)).rejects.toThrow('must be shorter than 1048576 bytes');
  });

  it('keeps the group of a message, and shows it when asked to', async () => {
    const QueueUrl = await queue('fair');
    await sqs.client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'm', MessageGroupId: 'tenant-1' }));
    const { Messages } = await receive(QueueUrl, { MessageSystemAttributeNames: ['MessageGroupId'] });
    expect(Messages).toMatchObject([{ Attributes: { MessageGroupId: 'tenant-1' } }]);
  });

  it('gives a message again when its visibility timeout is over', async () => {
    const QueueUrl = await queue('again');
    await send(QueueUrl, 'm');
    const { Messages: [first] = [] } = await receive(QueueUrl, { VisibilityTimeout: 600 });
    expect((await receive(QueueUrl)).Messages).toBeUndefined();
    const again = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await sqs.client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    expect((await again).Messages?.[0]?.Body).toBe('m');
  });

  it('lets a receiver wait for the first message', async () => {
    const QueueUrl = await queue('waiting');
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
    await send(QueueUrl, 'at last');
    expect((await waiting).Messages?.[0]?.Body).toBe('at last');
  });

  it('deletes a batch, and is purged', async () => {
    const QueueUrl = await queue('batch');
    for (const body of ['a', 'b', 'c']) await send(QueueUrl, body);
    const { Messages = [] } = await receive(QueueUrl, { MaxNumberOfMessages: 2 });
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: `id${index}`, ReceiptHandle }));
    const result = await sqs.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [...Entries, { Id: 'wrong', ReceiptHandle: 'not a handle' }],
      }),
    );
    expect(result.Successful?.map(({ Id }) => Id)).toEqual(['id0', 'id1']);
    expect(result.Failed).toMatchObject([{ Id: 'wrong', Code: 'ReceiptHandleIsInvalid' }]);
    expect(await counts(QueueUrl)).toEqual(['1', '0']);
    await sqs.client.send(new PurgeQueueCommand({ QueueUrl }));
    expect(await counts(QueueUrl)).toEqual(['0', '0']);
  });

  it.each([
    ['MaxNumberOfMessages', 11],
    ['WaitTimeSeconds', 21],
    ['VisibilityTimeout', 43_201],
  ])('refuses to receive with %s %i', async (name, value) => {
    const QueueUrl = await queue('refuses');
    await expect(receive(QueueUrl, { [name]: value })).rejects.toThrow(name);
  });

  it('has known attributes that are not set left out, and refuses unknown ones', async () => {
    const QueueUrl = await queue('unset');
    const get = (name: string) =>
      sqs.client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name as 'All', 'QueueArn'] }),
      );
    for (const name of ['RedrivePolicy', 'Policy']) {
      expect(Object.keys((await get(name)).Attributes ?? {})).toEqual(['QueueArn']);
    }
    await expect(get('Colour')).rejects.toMatchObject({ name: 'InvalidAttributeName' });
    await expect(
      sqs.client.send(new CreateQueueCommand({ QueueName: 'redriven', Attributes: { RedrivePolicy: '{}' } })),
    ).rejects.toMatchObject({ name: 'UnsupportedOperation' });
  });

  it('that is unknown, or an operation that is, gets the error of the JSON protocol', async () => {
    await expect(sqs.client.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    const answer = await fetch(sqs.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AmazonSQS.Frobnicate' },
      body: '{}',
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});
