import type { MonolithTag, ServiceName, Stage } from '../stages.ts';

/** What `-c NAME=VALUE` and the context in cdk.json say, judged. */
export interface Settings {
  /** Absent where nobody chose one: then there is no stack, of which cdk complains itself. */
  readonly stage?: Stage;
  readonly environmentName: string;
  /** Who may reach port 5000 of the instance in stage `task`: a CIDR; nobody if absent. */
  readonly allowFrom?: string;
  /** How many tasks each service runs. */
  readonly desiredCount: Readonly<Record<ServiceName, number>>;
  /** Instead of the stage's own, to see what happens when steps are taken in the wrong order. */
  readonly monolithTag?: MonolithTag;
  /** An instructor's HQ in another account: its topics' ARNs up to the topic's name, and its fulfillment API. */
  readonly instructor?: { readonly topicArnPrefix: string; readonly apiEndpoint: string };
  /** How many deliveries a second each subscription takes. */
  readonly maxReceivesPerSecond: number;
  /** Of HQ: accounts of participants, who may subscribe to its topics. */
  readonly participantAccounts: readonly string[];
  /** Of HQ: how many orders its generator makes. */
  readonly ordersPerMinute: number;
  /** Of HQ: for how many participants its API is sized. */
  readonly participants: number;
  /** Of HQ: how long the ledger's records are kept, in days; 0 is for ever. */
  readonly keepDays: number;
  /** Of HQ: the topic that its alarms tell. */
  readonly alarmTopicArn?: string;
}

/** The context is wrong; the message names every problem and what would be right. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
