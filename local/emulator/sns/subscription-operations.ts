import { randomUUID } from 'node:crypto';
import { AwsError } from '../endpoints/aws-error.ts';
import { type Place } from '../endpoints/place.ts';
import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { type QueryOperation } from '../endpoints/query-protocol.ts';
import { type Xml } from '../endpoints/xml.ts';
import { type Queues } from '../sqs/queues.ts';
import { type Publisher } from './publisher.ts';
import { invalidParameter, pageOf, requireArn, requireParameter } from './read-parameters.ts';
import { type SnsState, type Subscription } from './sns-state.ts';
import { setSubscriptionAttribute, subscriptionAttributes } from './subscription-attributes.ts';

export function subscriptionOperations(
  place: Place,
  state: SnsState,
  publisher: Publisher,
  queues: Queues,
): Record<string, QueryOperation> {
  return {
    Subscribe({ parameters }) {
      const topic = state.topic(requireArn(parameters, 'TopicArn'));
      const protocol = readProtocol(parameters);
      const endpoint = readEndpoint(parameters, protocol);
      const wanted = readAttributes(parameters, queues);
      let subscription = state.findSubscription(topic, protocol, endpoint);
      if (subscription === undefined) {
        const arn = `${topic.arn}:${randomUUID()}`;
        subscription = state.addSubscription({ arn, topic, protocol, endpoint, ...wanted });
      } else {
        requireSame(subscription, wanted.attributes);
      }
      // A repeated Subscribe sends the request again: the first one may have been lost.
      if (subscription.state === 'pending') {
        publisher.sendConfirmation(subscription, 'SubscriptionConfirmation');
      }
      const shown = subscription.state === 'confirmed' || parameters.get('ReturnSubscriptionArn') === 'true';
      return { SubscriptionArn: shown ? subscription.arn : 'pending confirmation' };
    },

    ConfirmSubscription({ parameters, signed }) {
      const topic = state.topic(requireArn(parameters, 'TopicArn'));
      const subscription = state.byLiveToken(requireParameter(parameters, 'Token'));
      if (subscription?.topic !== topic) throw invalidParameter('Token');
      if (subscription.state !== 'confirmed') {
        requireNoOther(state, subscription);
        subscription.confirmationWasAuthenticated =
          signed && parameters.get('AuthenticateOnUnsubscribe') === 'true';
        state.confirm(subscription);
      }
      return { SubscriptionArn: subscription.arn };
    },

    Unsubscribe({ parameters, signed }) {
      const arn = requireArn(parameters, 'SubscriptionArn');
      const subscription = state.subscriptions.get(arn);
      if (subscription === undefined) return undefined;
      if (subscription.confirmationWasAuthenticated && !signed) {
        throw new AwsError('AuthorizationError', 'Ending this subscription needs a signed request.', 403);
      }
      const confirmed = subscription.state === 'confirmed';
      state.removeSubscription(subscription);
      // A signed request is the owner's intention; the link in a delivery may have been followed by mistake.
      if (confirmed && !signed) publisher.sendConfirmation(subscription, 'UnsubscribeConfirmation');
      return undefined;
    },

    ListSubscriptions({ parameters }) {
      return listed(state.subscriptions.values(), parameters, place.account);
    },

    ListSubscriptionsByTopic({ parameters }) {
      const topic = state.topic(requireArn(parameters, 'TopicArn'));
      return listed(state.subscriptionsOf(topic), parameters, place.account);
    },

    GetSubscriptionAttributes({ parameters }) {
      const subscription = state.subscription(requireArn(parameters, 'SubscriptionArn'));
      return { Attributes: subscriptionAttributes(subscription, place.account) };
    },

    SetSubscriptionAttributes({ parameters }) {
      const subscription = state.subscription(requireArn(parameters, 'SubscriptionArn'));
      const name = requireParameter(parameters, 'AttributeName');
      setSubscriptionAttribute(subscription, name, parameters.get('AttributeValue') ?? '', queues);
      return undefined;
    },
  };
}

function readProtocol(parameters: QueryParameters): 'http' | 'https' {
  const protocol = requireParameter(parameters, 'Protocol');
  if (protocol === 'http' || protocol === 'https') return protocol;
  throw invalidParameter(
    'Protocol',
    `Does not support this protocol string: ${protocol}; here there are http and https`,
  );
}

function readEndpoint(parameters: QueryParameters, protocol: 'http' | 'https'): string {
  const endpoint = requireParameter(parameters, 'Endpoint');
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== `${protocol}:` || !endpoint.startsWith(`${protocol}://`)) {
    throw invalidParameter('Endpoint must match the specified protocol');
  }
  if (url.username !== '' || url.password !== '') {
    throw invalidParameter('Endpoint', 'user name and password in the URL are not supported here');
  }
  return endpoint;
}

type Attributes = Pick<Subscription, 'attributes' | 'deliveryPolicy' | 'deadLetterTargetArn'>;

function readAttributes(parameters: QueryParameters, queues: Queues): Attributes {
  const wanted: Attributes = {
    attributes: new Map(),
    deliveryPolicy: undefined,
    deadLetterTargetArn: undefined,
  };
  for (const [name, value] of parameters.map('Attributes')) {
    setSubscriptionAttribute(wanted, name, value, queues);
  }
  return wanted;
}

function requireSame(existing: Subscription, wanted: ReadonlyMap<string, string>): void {
  for (const [name, value] of wanted) {
    if (existing.attributes.get(name) !== value) {
      throw invalidParameter('Attributes', 'Subscription already exists with different attributes');
    }
  }
}

/** A deleted subscription cannot be restored beside one that has taken its place. */
function requireNoOther(state: SnsState, { topic, protocol, endpoint, arn }: Subscription): void {
  const other = state.findSubscription(topic, protocol, endpoint);
  if (other !== undefined && other.arn !== arn) throw invalidParameter('Token');
}

function listed(
  subscriptions: Iterable<Subscription>,
  parameters: QueryParameters,
  owner: string,
): Readonly<Record<string, Xml | undefined>> {
  const { items, nextToken } = pageOf(subscriptions, parameters);
  return { Subscriptions: items.map((item) => listEntry(item, owner)), NextToken: nextToken };
}

function listEntry({ arn, topic, protocol, endpoint, state }: Subscription, owner: string): Xml {
  return {
    SubscriptionArn: state === 'pending' ? 'PendingConfirmation' : arn,
    Owner: owner,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topic.arn,
  };
}
