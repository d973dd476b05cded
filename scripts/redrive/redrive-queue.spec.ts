import { describe, expect, it } from '@jest/globals';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { redriveQueue } from './redrive-queue.ts';

const queue = {
  queueUrl: 'http://sqs/redrive',
  subscriptionArn: 'arn:aws:sns:r:1:t:s',
  endpoint: 'http://service/',
};

/** A queue in memory: a message received is hidden until it is deleted or made visible again. */
function queueWith(...bodies: string[]) {
  const waiting = bodies.map((Body, index) => ({ Body, MessageId: `m${index}`, ReceiptHandle: `r${index}` }));
  const hidden = new Map<string, (typeof waiting)[number]>();
  const send = (command: unknown) => {
    if (command instanceof ReceiveMessageCommand) {
      const Messages = waiting.splice(0, command.input.MaxNumberOfMessages);
      for (const message of Messages) hidden.set(message.ReceiptHandle, message);
      return Promise.resolve({ Messages });
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
    const { sqs, left } = queueWith(...Array.from({ length: 25 }, (_, index) => `envelope ${index}`));
    const posted: string[] = [];
    const result = await redriveQueue(sqs, queue, (body) => {
      expect(left()).toContain(body);
      posted.push(body);
      return Promise.resolve(undefined);
    });
    expect(result).toEqual({ redriven: 25, refused: [] });
    expect(posted).toHaveLength(25);
    expect(left()).toEqual([]);
  });

  it('leaves what was refused on the queue, says why, and tries it once', async () => {
    const { sqs, visible } = queueWith('good', 'bad');
    let tries = 0;
    const result = await redriveQueue(sqs, queue, (body) => {
      tries += 1;
      return Promise.resolve(body === 'bad' ? 'http://service/ answered 503' : undefined);
    });
    expect(result).toEqual({
      redriven: 1,
      refused: [{ messageId: 'm1', reason: 'http://service/ answered 503' }],
    });
    expect(visible()).toEqual(['bad']);
    expect(tries).toBe(2);
  });
});
