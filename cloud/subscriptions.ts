import { ListSubscriptionsCommand, SNSClient } from '@aws-sdk/client-sns';
import { serviceNamed, type Stage, type Topic } from '@interstella/infra/stages';
import type {
  SubscriptionReading,
  SubscriptionState,
} from '@interstella/migration/gate/subscription-problems.ts';
import type { Aws } from './aws.ts';
import { type DeployedStack, outputOf } from './deployed.ts';

export interface ReadSubscription extends SubscriptionReading {
  readonly topic: Topic;
}

/** A hundred to a page: far more than an account of this workshop has. */
const PAGES = 100;
/** What SNS lists instead of an ARN. */
const PENDING = 'PendingConfirmation';

/**
 * The subscriptions that a stage has, and what became of them. They are looked up among this account's own, since the
 * topics may be an instructor's.
 */
export async function readSubscriptions(
  aws: Aws,
  stack: DeployedStack,
  stage: Stage,
): Promise<readonly ReadSubscription[]> {
  if (stage.subscriptions.length === 0) return [];
  const wanted = stage.subscriptions.map(({ topic, service }) => ({
    topic,
    topicArn: outputOf(stack, topic, 'TopicArn'),
    endpoint: `${stack.outputs.LoadBalancerUrl ?? ''}${serviceNamed(service).ordersPath}`,
  }));
  const found = await listAll(new SNSClient(aws.config));
  return wanted.map(({ topic, topicArn, endpoint }) => {
    const same = found.filter((one) => one.TopicArn === topicArn && one.Endpoint === endpoint);
    return { topic, endpoint, state: stateOf(same.map(({ SubscriptionArn }) => SubscriptionArn)) };
  });
}

/** One that is confirmed delivers, whatever else there is. */
function stateOf(arns: readonly (string | undefined)[]): SubscriptionState {
  if (arns.length === 0) return 'missing';
  return arns.some((arn) => arn !== PENDING) ? 'confirmed' : 'pending confirmation';
}

async function listAll(sns: SNSClient) {
  const found = [];
  let NextToken: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const answer = await sns.send(new ListSubscriptionsCommand({ NextToken }));
    found.push(...(answer.Subscriptions ?? []));
    NextToken = answer.NextToken;
    if (NextToken === undefined || NextToken === '') break;
  }
  return found;
}
