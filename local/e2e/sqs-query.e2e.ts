import { describe, expect, it } from '@jest/globals';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { useSqs } from './use-sqs.ts';

const sqs = useSqs();

describe('an SQS queue, in the Query protocol', () => {
  /** Posts a form, as curl does, and gives the answer's status and XML. */
  async function post(form: Record<string, string>, url = sqs.url): Promise<[number, string]> {
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return [answer.status, await answer.text()];
  }
  const textOf = (xml: string, element: string) => new RegExp(`<${element}>([^<]*)<`).exec(xml)?.[1] ?? '';

  it('is the same queue as in the JSON protocol', async () => {
    const [created, xml] = await post({ Action: 'CreateQueue', QueueName: 'either', Version: '2012-11-05' });
    expect(created).toBe(200);
    const QueueUrl = textOf(xml, 'QueueUrl');
    expect(await sqs.client.send(new CreateQueueCommand({ QueueName: 'either' }))).toMatchObject({
      QueueUrl,
    });
    expect((await post({ Action: 'ListQueues', QueueNamePrefix: 'either' }))[1]).toContain(
      `<ListQueuesResult><QueueUrl>${QueueUrl}</QueueUrl></ListQueuesResult>`,
    );

    await post(
      {
        Action: 'SendMessage',
        MessageBody: 'é <&>',
        MessageGroupId: 'tenant-1',
        'MessageAttribute.1.Name': 'ErrorCode',
        'MessageAttribute.1.Value.DataType': 'String',
        'MessageAttribute.1.Value.StringValue': '503',
      },
      QueueUrl,
    );
    const { Messages: [message] = [] } = await sqs.client.send(
      new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0, MessageAttributeNames: ['All'] }),
    );
    expect(message).toMatchObject({
      Body: 'é <&>',
      MessageAttributes: { ErrorCode: { DataType: 'String', StringValue: '503' } },
    });

    const [, received] = await post(
      { Action: 'ReceiveMessage', 'AttributeName.1': 'All', 'MessageAttributeName.1': 'All' },
      QueueUrl,
    );
    expect(received).toContain('<Body>é &lt;&amp;&gt;</Body>');
    expect(received).toContain('<Attribute><Name>MessageGroupId</Name><Value>tenant-1</Value></Attribute>');
    expect(received).toContain('<StringValue>503</StringValue>');
    const handle = textOf(received, 'ReceiptHandle');
    expect((await post({ Action: 'DeleteMessage', QueueUrl, ReceiptHandle: handle }))[0]).toBe(200);
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await sqs.client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    expect(AttributeNames.map((name) => Attributes?.[name])).toEqual(['0', '0']);
  });

  it('lets a receiver wait, and takes a message of 1 MiB in form encoding', async () => {
    const large = { 'Attribute.1.Name': 'MaximumMessageSize', 'Attribute.1.Value': '1048576' };
    const [, xml] = await post({ Action: 'CreateQueue', QueueName: 'form', ...large });
    const QueueUrl = textOf(xml, 'QueueUrl');
    const waiting = post({ Action: 'ReceiveMessage', QueueUrl, WaitTimeSeconds: '20' });
    const [status] = await post({ Action: 'SendMessage', QueueUrl, MessageBody: '%'.repeat(1_048_576) });
    expect(status).toBe(200);
    expect(textOf((await waiting)[1], 'Body')).toHaveLength(1_048_576);
  });
});
