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

interface Held {
  readonly Body: string;
  readonly MessageId: string;
  ReceiptHandle: string;
  visibleAtMs: number;
}

/** A queue in memory, oldest first: a message received is hidden for a while, or until it is deleted or shown again. */
function queueWith(bodies: string[], hiddenByOthers = 0) {
  let nowMs = 0;
  let receives = 0;
  const messages = new Set<Held>(
    bodies.map((Body, index) => ({ Body, MessageId: `m${index}`, ReceiptHandle: '', visibleAtMs: 0 })),
  );
  const visible = () => [...messages].filter(({ visibleAtMs }) => visibleAtMs <= nowMs);
  const send = (command: unknown) => {
    if (command instanceof ReceiveMessageCommand) {
      receives += 1;
      if (receives > 1_000) throw new Error('It goes on for ever');
      const Messages = visible().slice(0, command.input.MaxNumberOfMessages);
      for (const message of Messages) {
        message.visibleAtMs = nowMs + (command.input.VisibilityTimeout ?? 0) * 1_000;
        message.ReceiptHandle = `${message.MessageId} ${receives}`;
      }
      return Promise.resolve({ Messages: Messages.map((message) => ({ ...message })) });
    }
    if (command instanceof GetQueueAttributesCommand) {
      const count = visible().length;
      return Promise.resolve({
        Attributes: {
          ApproximateNumberOfMessages: String(count),
          ApproximateNumberOfMessagesNotVisible: String(messages.size - count + hiddenByOthers),
        },
      });
    }
    if (command instanceof DeleteMessageCommand) messages.delete(heldBy(command.input.ReceiptHandle));
    else if (command instanceof ChangeMessageVisibilityCommand) {
      const message = heldBy(command.input.ReceiptHandle);
      if (message.visibleAtMs <= nowMs) {
        return Promise.reject(Object.assign(new Error(), { name: 'MessageNotInflight' }));
      }
      message.visibleAtMs = nowMs + (command.input.VisibilityTimeout ?? 0) * 1_000;
    } else throw new Error('An unexpected command was sent');
    return Promise.resolve({});
  };
  const heldBy = (receipt: string | undefined) => {
    const message = [...messages].find(({ ReceiptHandle }) => ReceiptHandle === receipt);
    if (!message) throw new Error('No such message is on the queue');
    return message;
  };
  return {
    sqs: { send } as unknown as SQSClient,
    left: () => [...messages].map(({ Body }) => Body),
    visible: () => visible().map(({ Body }) => Body),
    now: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
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
    expect(result).toEqual({ redriven: 25, refused: [], hidden: 0, untried: 0 });
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
      untried: 0,
      refused: [{ messageId: 'm1', reason: 'http://service/ answered 503' }],
    });
    expect(visible()).toEqual(['bad']);
    expect(tries).toBe(2);
  });

  it('tells what somebody else is looking at, and does not wait for it for ever', async () => {
    const { sqs } = queueWith(['good'], 3);
    const result = await redriveQueue(sqs, queue, () => Promise.resolve(undefined));
    expect(result).toEqual({ redriven: 1, hidden: 3, untried: 0, refused: [] });
  });

  // By letters, and by the seconds that a batch of ten takes.
  it.each([
    [50, 15],
    [700, 1],
    [3_000, 0.5],
  ])('tries each of %i refused messages once where a batch takes %d s', async (count, batchS) => {
    const { sqs, now, pass, visible } = queueWith(Array.from({ length: count }, (_, index) => `${index}`));
    const tries = new Map<string, number>();
    const batches: number[] = [];
    const result = await redriveQueue(
      sqs,
      queue,
      (body) => {
        tries.set(body, (tries.get(body) ?? 0) + 1);
        pass((batchS / 10) * 1_000);
        return Promise.resolve('http://service/ cannot be reached');
      },
      { now, onBatch: (_, refused) => batches.push(refused) },
    );
    expect(tries.size).toBe(count);
    expect(new Set(tries.values())).toEqual(new Set([1]));
    expect(result).toMatchObject({ redriven: 0, hidden: 0, untried: 0 });
    expect(result.refused).toHaveLength(count);
    expect(batches.at(-1)).toBe(count);
    expect(visible()).toHaveLength(count);
  });

  it('tries nothing twice that is shown again during the run, as after a sleep, and ends', async () => {
    const { sqs, now, pass, visible } = queueWith(Array.from({ length: 30 }, (_, index) => `${index}`));
    let tries = 0;
    const result = await redriveQueue(
      sqs,
      queue,
      () => {
        tries += 1;
        pass(30_000);
        return Promise.resolve('no');
      },
      { now },
    );
    expect(tries).toBe(30);
    expect(result).toMatchObject({ redriven: 0, untried: 0 });
    expect(visible()).toHaveLength(30);
  });

  it('ends after 10,000 messages, and tells how many it did not try', async () => {
    const { sqs } = queueWith(Array.from({ length: 10_020 }, (_, index) => `${index}`));
    // Receives are counted by the queue, and 1,000 are what 10,000 messages need.
    const result = await redriveQueue(sqs, queue, () => Promise.resolve(undefined), { now: () => 0 });
    expect(result).toEqual({ redriven: 10_000, hidden: 0, untried: 20, refused: [] });
  });
});
