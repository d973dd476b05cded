import { type JsonService } from '../endpoints/json-protocol.ts';
import { type QueryService } from '../endpoints/query-protocol.ts';
import { messageOperations } from './message-operations.ts';
import { asQueryOperation } from './query-form.ts';
import { queueOperations } from './queue-operations.ts';
import { type Queues } from './queues.ts';

/** Standard queues, as a dead-letter queue needs them. Both protocols of SQS have the same operations. */
export function makeSqs(queues: Queues): { readonly json: JsonService; readonly query: QueryService } {
  const operations = Object.entries({ ...queueOperations(queues), ...messageOperations(queues) });
  return {
    json: {
      target: 'AmazonSQS',
      contentType: 'application/x-amz-json-1.0',
      errorPrefix: 'com.amazonaws.sqs#',
      operations: new Map(operations),
    },
    query: {
      name: 'sqs',
      namespace: 'http://queue.amazonaws.com/doc/2012-11-05/',
      operations: new Map(operations.map(([name, operation]) => [name, asQueryOperation(operation)])),
    },
  };
}
