import { type QueryService } from '../endpoints/query-protocol.ts';
import { publishOperations } from './publish-operations.ts';
import { Publisher, type SnsParts } from './publisher.ts';
import { subscriptionOperations } from './subscription-operations.ts';
import { tagOperations } from './tags.ts';
import { topicOperations } from './topic-operations.ts';

/** SNS's Query API, version 2010-03-31: standard topics and HTTP(S) subscriptions. */
export function makeSns(parts: SnsParts): QueryService {
  const { place, state, queues } = parts;
  const publisher = new Publisher(parts);
  return {
    name: 'sns',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    operations: new Map(
      Object.entries({
        ...topicOperations(place, state),
        ...tagOperations(state),
        ...subscriptionOperations(place, state, publisher, queues),
        ...publishOperations(state, publisher),
      }),
    ),
  };
}
