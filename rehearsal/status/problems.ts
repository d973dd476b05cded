import type { ParticipantReport } from '@interstella/hq/client';
import type { PlatformState } from '@interstella/local/platform';
import { subscriptionProblems } from '@interstella/migration/gate/subscription-problems.ts';
import type { Deliveries } from './deliveries.ts';

interface State {
  readonly tasks: Pick<PlatformState['tasks'], 'services'>;
  readonly changing: PlatformState['changing'];
}

/** What is not well, a sentence each, by the same measure as on AWS: there such a state is a problem, too. */
export function problemsOf(
  { tasks, changing }: State,
  { subscriptions, queues }: Deliveries,
  orders: Pick<ParticipantReport, 'reasons'> | undefined,
): string[] {
  return [
    ...(changing ? [`The platform is being changed (${changing.what}): ask again when that is over.`] : []),
    ...tasks.services.flatMap(serviceProblems),
    ...subscriptionProblems(subscriptions.map((one) => ({ ...one, topic: nameIn(one.topicArn, ':') }))),
    ...queues
      .filter(({ deadLetters }) => deadLetters > 0)
      .map(
        ({ url, deadLetters }) =>
          `Dead letters in ${nameIn(url, '/')}: ${deadLetters}. When their service is well: npx interstella redrive`,
      ),
    ...(orders
      ? orders.reasons
      : ['Interstella HQ did not answer in time. Its log says why: npx interstella logs hq']),
  ];
}

function serviceProblems(service: State['tasks']['services'][number]): string[] {
  const { name, healthyCount, desiredCount, deployment } = service;
  const last = deployment.lastFailure === undefined ? '' : ` The last failure: ${deployment.lastFailure}`;
  if (healthyCount < desiredCount) {
    return [`${name} has ${healthyCount} of ${desiredCount} healthy tasks.${last}`];
  }
  if (deployment.state === 'COMPLETED') return [];
  return [
    deployment.state === 'FAILED'
      ? `The deployment of ${name} has failed.${last}`
      : `The service ${name} is being rolled out.${last}`,
  ];
}

function nameIn(text: string, separator: string): string {
  return text.split(separator).at(-1) ?? text;
}
