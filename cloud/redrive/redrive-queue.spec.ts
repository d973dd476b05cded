import { describe, expect, it } from '@jest/globals';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { redriveQueue } from './redrive-queue.ts';

const queue = { queueUrl: 'http://sqs/redrive', subscriptions: [] };

/** A queue in memory: a message received is hidden until it is deleted or made visible again. */
function queueWith(bodies: string[], hiddenByOthers = 0) {
  const waiting = bodies.map((Body, index) => ({ Body, MessageId: `m${index}`, ReceiptHandle: `r${index}` }));
  const hidden = new Map<string, (typeof waiting)[number]>();
  const send = (command: unknown) => {
    if (command instanceof ReceiveMessageCommand) {
      const Messages = waiting.splice(0, command.input.MaxNumberOfMessages);
      for (const message of Messages) hidden.set(message.ReceiptHandle, message);
      return Promise.resolve({ Messages });
    }
    if (command instanceof GetQueueAttributesCommand) {
      return Promise.resolve({
        Attributes: {
          ApproximateNumberOfMessages: String(waiting.length),
          ApproximateNumberOfMessagesNotVisible: String(hidden.size + hiddenByOthers),
        },
      });
    }
    if (command instanceof DeleteMessageCommand) hidden.delete(command.input.ReceiptHandle ?? '');
    else if (command instanceof ChangeMessageVisibilityCommand) {
      const message = hidden.get(command.input.ReceiptHandle ?? '');
      if (message) waiting.push(message);
      hidden.delete(command.input.ReceiptHandle ?? '');
    } else throw new Error('An unexpected command was sent');
    return Promise.resolve({});
  };
  const left = () => [...waiting, ...hidden.values()].map(({ Body }) => Body);
  return { sqs: { send } as unknown as SQSClient, left, visible: () => waiting.map(({ Body }) => Body) };
}

describe('redriveQueue', () => {
  it('posts every message, and deletes each only after it was taken', async () => {
    const { sqs, left } = queueWith(Array.from({ length: 25 }, (_, index) => `envelope ${index}`));
    const posted: string[] = [];
    const result = await redriveQueue(sqs, queue, (body) => {
      expect(left()).toContain(body);
      posted.push(body);
      return Promise.resolve(undefined);
    });
    expect(result).toEqual({ redriven: 25, refused: [], hidden: 0 });
    expect(posted).toHaveLength(25);
    expect(left()).toEqual([]);
  });

  it('leaves what was refused on the queue, says why, and tries it once', async () => {
    const { sqs, visible } = queueWith(['good', 'bad']);
    let tries = 0;
    const result = await redriveQueue(sqs, queue, (body) => {
      tries += 1;
      return Promise.resolve(body === 'bad' ? 'http://service/ answered 503' : undefined);
    });
    expect(result).toEqual({
      redriven: 1,
      hidden: 0,
      refused: [{ messageId: 'm1', reason: 'http://service/ answered 503' }],
    });
    expect(visible()).toEqual(['bad']);
    expect(tries).toBe(2);
  });

  it('tells what somebody else is looking at, and does not wait for it for ever', async () => {
    const { sqs } = queueWith(['good'], 3);
    const result = await redriveQueue(sqs, queue, () => Promise.resolve(undefined));
    expect(result).toEqual({ redriven: 1, hidden: 3, refused: [] });
  });
});
