import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { capitalize } from '../capitalize.ts';
import type { Names } from '../names.ts';
import { recordOf } from '../record-of.ts';
import { TOPICS, type Topic as TopicName } from '../stages.ts';

/** The topics on which HQ publishes orders. Participants of other accounts may subscribe HTTP endpoints only. */
export class Topics extends Construct {
  readonly #byName: Readonly<Record<TopicName, Topic>>;

  constructor(scope: Construct, id: string, names: Names, participantAccounts: readonly string[]) {
    super(scope, id);
    this.#byName = recordOf(TOPICS, (name) => {
      const topic = new Topic(this, capitalize(name), {
        topicName: names.topic(name),
        signatureVersion: '2',
        enforceSSL: true,
      });
      if (participantAccounts.length > 0) topic.addToResourcePolicy(subscribing(topic, participantAccounts));
      return topic;
    });
  }

  arnOf(name: TopicName): string {
    return this.#byName[name].topicArn;
  }

  get arns(): readonly string[] {
    return TOPICS.map((name) => this.arnOf(name));
  }
}

function subscribing(topic: Topic, accounts: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'ParticipantsSubscribe',
    principals: accounts.map((account) => new AccountPrincipal(account)),
    actions: ['sns:Subscribe'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'sns:Protocol': 'http' } },
  });
}
