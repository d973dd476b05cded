import { describe, expect, it } from '@jest/globals';
import { QueryParameters } from '../endpoints/query-parameters.ts';
import { renderXml } from '../endpoints/xml.ts';
import { asQueryOperation } from './query-form.ts';

/** What an operation of the JSON protocol is given for a form. */
async function inputOf(form: string, path = '/'): Promise<unknown> {
  let given: unknown;
  const operation = asQueryOperation((input) => {
    given = input;
  });
  const request = { parameters: QueryParameters.parse(form), path, signed: true };
  expect(await operation(request, new AbortController().signal)).toBeUndefined();
  return given;
}

async function replyTo(output: unknown): Promise<string> {
  const request = { parameters: QueryParameters.parse(''), path: '/', signed: true };
  const xml = await asQueryOperation(() => output)(request, new AbortController().signal);
  return renderXml(xml ?? '');
}

describe('a form for SQS', () => {
  it('becomes the input of the JSON protocol', async () => {
    const form = new URLSearchParams({
      Action: 'Whatever',
      Version: '2012-11-05',
      'X-Amz-Signature': 'x',
      QueueUrl: 'http://q/1/a',
      MaxNumberOfMessages: '5',
      WaitTimeSeconds: 'long',
      'AttributeName.1': 'All',
      'MessageAttributeName.1': 'a',
      'MessageAttributeName.2': 'b',
      'Attribute.1.Name': 'DelaySeconds',
      'Attribute.1.Value': '7',
      'MessageAttribute.1.Name': 'n',
      'MessageAttribute.1.Value.DataType': 'Number',
      'MessageAttribute.1.Value.StringValue': '1',
      'DeleteMessageBatchRequestEntry.1.Id': 'one',
      'DeleteMessageBatchRequestEntry.1.ReceiptHandle': 'h',
    });
    expect(await inputOf(form.toString())).toEqual({
      QueueUrl: 'http://q/1/a',
      MaxNumberOfMessages: 5,
      WaitTimeSeconds: 'long',
      AttributeNames: ['All'],
      MessageAttributeNames: ['a', 'b'],
      Attributes: { DelaySeconds: '7' },
      MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } },
      Entries: [{ Id: 'one', ReceiptHandle: 'h' }],
    });
  });

  it('keeps unknown parameters, for the operation to refuse', async () => {
    const input = await inputOf('Tag.1.Key=k&Colour=red&AttributeName=All');
    expect(Object.keys(input as object)).toEqual(['Tag', 'Colour', 'AttributeNames']);
    expect(input).toMatchObject({ AttributeNames: 'All' });
  });

  it('sent to the URL of a queue means that queue', async () => {
    expect(await inputOf('', '/000000000000/letters/')).toEqual({
      QueueUrl: 'http://queue/000000000000/letters',
    });
  });
});

describe('a reply of SQS', () => {
  it('has its lists flattened, and its maps as names and values', async () => {
    expect(await replyTo({ QueueUrls: ['a', 'b'], NextToken: undefined })).toBe(
      '<QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl>',
    );
    expect(await replyTo({ Attributes: { QueueArn: 'arn' } })).toBe(
      '<Attribute><Name>QueueArn</Name><Value>arn</Value></Attribute>',
    );
    const attribute = { DataType: 'String', StringValue: 's' };
    expect(await replyTo({ Messages: [{ Body: 'm', MessageAttributes: { n: attribute } }] })).toBe(
      '<Message><Body>m</Body><MessageAttribute><Name>n</Name>' +
        '<Value><DataType>String</DataType><StringValue>s</StringValue></Value></MessageAttribute></Message>',
    );
  });
});
