import { type JsonService } from '../endpoints/json-protocol.ts';
import { messageOperations } from './message-operations.ts';
import { queueOperations } from './queue-operations.ts';
import { type Queues } from './queues.ts';

/** The part of SQS, JSON protocol, that a redrive queue needs: standard queues. */
export function makeSqs(queues: Queues): JsonService {
  return {
    target: 'AmazonSQS',
    contentType: 'application/x-amz-json-1.0',
    errorPrefix: 'com.amazonaws.sqs#',
    operations: new Map(Object.entries({ ...queueOperations(queues), ...messageOperations(queues) })),
  };
}
