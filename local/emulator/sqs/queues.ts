import { AwsError } from '../endpoints/aws-error.ts';
import { arnAt, type Place } from '../endpoints/place.ts';
import { readQueueAttributes } from './queue-attributes.ts';
import { Queue } from './queue.ts';

const QUEUE_NAME = /^[A-Za-z0-9_-]{1,80}$/;

/** The queues, in memory: the dead-letter queues of SNS subscriptions, and any other. */
export class Queues {
  readonly #queues = new Map<string, Queue>();

  constructor(
    private readonly place: Place,
    private readonly clock: () => number,
  ) {}

  /**
   * @throws AwsError when the name or an attribute is invalid, or the queue exists with other attributes
   */
  create(name: string, given: Readonly<Record<string, string>>): Queue {
    if (!QUEUE_NAME.test(name)) {
      throw new AwsError(
        'InvalidParameterValue',
        'Queue names have 1 to 80 letters, digits, hyphens and underscores; FIFO queues are not supported here.',
      );
    }
    const attributes = readQueueAttributes(given);
    const existing = this.#queues.get(name);
    if (existing !== undefined) {
      requireSame(existing, given);
      return existing;
    }
    const queue = new Queue(name, arnAt(this.place, 'sqs', name), attributes, this.clock);
    this.#queues.set(name, queue);
    return queue;
  }

  /** @throws AwsError QueueDoesNotExist, also in any account but the one here */
  byName(name: string, owner = this.place.account): Queue {
    const queue = owner === this.place.account ? this.#queues.get(name) : undefined;
    if (queue !== undefined) return queue;
    throw new AwsError(
      'QueueDoesNotExist',
      'The specified queue does not exist.',
      400,
      'AWS.SimpleQueueService.NonExistentQueue',
    );
  }

  /** By the URL that CreateQueue gave; its host does not matter. @throws AwsError QueueDoesNotExist, InvalidAddress */
  byUrl(url: string): Queue {
    if (!URL.canParse(url)) {
      throw new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`);
    }
    return this.byName(new URL(url).pathname.split('/').at(-1) ?? '');
  }

  byArn(arn: string): Queue | undefined {
    return this.all().find((queue) => queue.arn === arn);
  }

  all(): Queue[] {
    return [...this.#queues.values()];
  }

  remove(queue: Queue): void {
    this.#queues.delete(queue.name);
    queue.wake();
  }

  urlOf(queue: Queue): string {
    return `${this.place.url}/${this.place.account}/${queue.name}`;
  }
}

function requireSame(existing: Queue, given: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (existing.attributes.get(name) !== value) {
      throw new AwsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${name}`,
        400,
        'QueueAlreadyExists',
      );
    }
  }
}
