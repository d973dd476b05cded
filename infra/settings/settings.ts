import { UsageError } from '@interstella/libs/errors';
import type { MonolithTag, ServiceName, Stage } from '../stages.ts';

/** The validated settings from `-c NAME=VALUE` and the context in cdk.json. */
export interface Settings {
  /** The chosen stage. Without one there is no stack, and cdk reports this itself. */
  readonly stage?: Stage;
  readonly environmentName: string;
  /** The CIDR that may reach port 5000 of the instance in stage `task`. Absent: the port is closed. */
  readonly allowFrom?: string;
  /** Number of tasks of each service. */
  readonly desiredCount: Readonly<Record<ServiceName, number>>;
  /** Replaces the stage's own tag, to show what happens when steps are taken in the wrong order. */
  readonly monolithTag?: MonolithTag;
  /** An instructor's HQ in another account: its topics' ARNs up to the topic's name, and its fulfillment API. */
  readonly instructor?: { readonly topicArnPrefix: string; readonly apiEndpoint: string };
  /** Most deliveries per second to each subscription. */
  readonly maxReceivesPerSecond: number;
  /** HQ: accounts of participants that may subscribe to its topics. */
  readonly participantAccounts: readonly string[];
  /** HQ: orders per minute of its generator. */
  readonly ordersPerMinute: number;
  /** HQ: number of participants that its API is sized for. */
  readonly participants: number;
  /** HQ: how long the ledger's records are kept, in days; 0 is for ever. */
  readonly keepDays: number;
  /** HQ: the topic that its alarms notify. */
  readonly alarmTopicArn?: string;
}

/** The context is wrong. The message names every problem and the values that are allowed. */
export class SettingsError extends UsageError {
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
