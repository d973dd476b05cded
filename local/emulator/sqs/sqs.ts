import { type JsonService } from '../endpoints/json-protocol.ts';
import { type QueryService } from '../endpoints/query-protocol.ts';
import { messageOperations } from './message-operations.ts';
import { asQueryOperation } from './query-form.ts';
import { queueOperations } from './queue-operations.ts';
import { type Queues } from './queues.ts';

/** The part of SQS that a redrive queue needs: standard queues. The same operations in both protocols of SQS. */
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
