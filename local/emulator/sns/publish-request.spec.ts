import { describe, expect, it } from '@jest/globals';
import { QueryParameters } from '../endpoints/query-parameters.ts';
import { MAX_MESSAGE_BYTES, readPublishRequest } from './publish-request.ts';

function read(parameters: Record<string, string>) {
  return readPublishRequest(new QueryParameters(Object.entries({ Message: 'm', ...parameters })));
}

describe('a request to publish', () => {
  it.each(['order-20261120T061455123-k3v9x0c2m4qa', '!', 'a b', 'é', 'x'.repeat(100)])(
    'takes the Subject %j',
    (Subject) => {
      expect(read({ Subject }).subject).toBe(Subject);
    },
  );

  it.each(['', ' a', 'a\nb', 'a\rb', 'a\tb', 'a\u007f', 'a\u2028', 'x'.repeat(101)])(
    'refuses the Subject %j',
    (Subject) => {
      expect(() => read({ Subject })).toThrow('Invalid parameter: Subject Reason: give 1 to 100 characters');
    },
  );

  it('counts bytes, not characters, and attributes too', () => {
    const Message = 'é'.repeat(MAX_MESSAGE_BYTES / 2);
    expect(read({ Message }).texts.http).toBe(Message);
    expect(() => read({ Message, Subject: 's' })).toThrow('Invalid parameter: Message too long');
    expect(() =>
      read({
        Message,
        'MessageAttributes.entry.1.Name': 'n',
        'MessageAttributes.entry.1.Value.DataType': 'String',
        'MessageAttributes.entry.1.Value.StringValue': 'v',
      }),
    ).toThrow('Invalid parameter: Message too long');
  });

  it('refuses an empty message', () => {
    expect(() => read({ Message: '' })).toThrow('Invalid parameter: Empty message');
  });

  it.each([
    ['{"default":"d","http":"h","https":"s"}', { http: 'h', https: 's' }],
    ['{"default":"d","http":"h"}', { http: 'h', https: 'd' }],
    ['{"default":"d","sqs":"q"}', { http: 'd', https: 'd' }],
    ['{"default":"d","http":7,"https":null}', { http: 'd', https: 'd' }],
  ])('with the message structure %s has a text for each protocol', (Message, texts) => {
    expect(read({ MessageStructure: 'json', Message }).texts).toEqual(texts);
  });

  it('with a message structure must be JSON with a default', () => {
    const json = { MessageStructure: 'json' };
    expect(() => read({ ...json, Message: '{"http":"h"}' })).toThrow('No default entry');
    expect(() => read({ ...json, Message: 'null' })).toThrow('No default entry');
    expect(() => read({ ...json, Message: '{' })).toThrow('failed to parse');
  });

  it('may name a group, which HTTP subscribers do not see, but nothing that only FIFO topics have', () => {
    expect(read({ MessageGroupId: 'tenant-1' })).toEqual(read({}));
    for (const MessageGroupId of ['', 'a b', 'x'.repeat(129)]) {
      expect(() => read({ MessageGroupId })).toThrow('Invalid parameter: MessageGroupId');
    }
    expect(() => read({ MessageDeduplicationId: 'd' })).toThrow('Invalid parameter: MessageDeduplicationId');
  });

  it.each<[Record<string, string>, string]>([
    [{ Name: 'n', 'Value.DataType': 'Text', 'Value.StringValue': 'v' }, 'invalid message attribute type'],
    [{ Name: 'n', 'Value.DataType': 'String' }, 'must contain a non-empty value'],
    [{ Name: 'n', 'Value.DataType': 'Number', 'Value.StringValue': 'ten' }, 'is no number'],
    [{ Name: 'n', 'Value.DataType': 'Binary', 'Value.BinaryValue': '{}' }, 'is no base64'],
    [{ Name: 'a b', 'Value.DataType': 'String', 'Value.StringValue': 'v' }, "name 'a b' is invalid"],
  ])('refuses the message attribute %j', (attribute, reason) => {
    const entry = Object.entries(attribute).map(([name, value]) => [
      `MessageAttributes.entry.1.${name}`,
      value,
    ]);
    expect(() => read(Object.fromEntries(entry) as Record<string, string>)).toThrow(reason);
  });
});
