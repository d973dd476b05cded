import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Resource } from '@interstella/libs/orders';
import { tableNames } from './aws/tables.ts';
import type { Clock } from './clock.ts';
import { Generator } from './generator/generator.ts';
import { Outbox } from './generator/outbox.ts';
import { Publisher } from './generator/publisher.ts';
import { Republisher } from './generator/republisher.ts';
import type { Topics } from './generator/topics.ts';
import { DynamoMinuteRecords } from './ledger/dynamo-minute-records.ts';
import { DynamoOrderItems } from './ledger/dynamo-order-items.ts';
import { Ledger } from './ledger/ledger.ts';
import { LedgerCount } from './ledger/ledger-count.ts';
import type { MinuteRecords, OrderItems } from './ledger/records.ts';
import type { Log } from './log.ts';
import { Participants } from './participants/participants.ts';
import type { DeadLetters } from './report/dead-letters.ts';
import { Reporter } from './report/reporter.ts';

export interface HqParts {
  readonly dynamo: DynamoDBDocumentClient;
  readonly tablePrefix: string;
  readonly topics: Topics;
  readonly deadLetters: DeadLetters;
  readonly resources: readonly Resource[];
  readonly retryWindowMs: number;
  /** Absent: the admin routes are closed. */
  readonly adminKey: string | undefined;
  readonly now: Clock;
  readonly log: Log;
}

/** Interstella HQ without a server around it. */
export interface Hq {
  readonly ledger: Ledger;
  readonly items: OrderItems;
  readonly minutes: MinuteRecords;
  readonly participants: Participants;
  readonly publisher: Publisher;
  readonly republisher: Republisher;
  readonly generator: Generator;
  readonly reporter: Reporter;
  readonly resources: readonly Resource[];
  readonly adminKey: string | undefined;
  readonly now: Clock;
  readonly log: Log;
}

export function makeHq(parts: HqParts): Hq {
  const { dynamo, resources, adminKey, now, log } = parts;
  const tables = tableNames(parts.tablePrefix);
  const items = new DynamoOrderItems(dynamo, tables.ledger);
  const minutes = new DynamoMinuteRecords(dynamo, tables.minutes);
  const ledger = new Ledger(items, minutes, now);
  const participants = new Participants(dynamo, tables.participants, now);
  const outbox = new Outbox(dynamo, tables.outbox);
  const publisher = new Publisher({ outbox, ledger, topics: parts.topics, resources, now, log });
  const generator = new Generator(publisher, () => participants.listOpen(), now, log);
  const count = new LedgerCount(items, minutes, now, log);
  const reporter = new Reporter({ ...parts, count, items, minutes, participants, outbox });
  const republisher = new Republisher({ count, outbox, publisher });
  return {
    ...{ ledger, items, minutes, participants, publisher, republisher, generator },
    ...{ reporter, resources, adminKey, now, log },
  };
}
