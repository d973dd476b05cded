import * as v from 'valibot';
import { PARTICIPANT_NAME } from './participant.ts';

const QUEUES_LIMIT = 10;

const queueUrls = (field: string) =>
  v.pipe(
    v.array(
      v.pipe(
        v.string(`${field} must be URLs`),
        v.maxLength(500, `${field} must be shorter URLs`),
        v.url(`${field} must be URLs of SQS queues`),
        v.regex(/^https?:/, `${field} must begin with http: or https:`),
      ),
      `${field} must be a list of URLs`,
    ),
    v.maxLength(QUEUES_LIMIT, `${field} must be at most ${QUEUES_LIMIT} URLs`),
  );

const NAME_RULE = 'name must be 1 to 32 lower-case letters, digits or "-", beginning with a letter';

export const deadLetterQueues = v.strictObject({ urls: queueUrls('urls') });

export const newParticipant = v.strictObject({
  name: v.pipe(v.string(NAME_RULE), v.regex(PARTICIPANT_NAME, NAME_RULE)),
  unattributedExpected: v.optional(v.boolean('unattributedExpected must be true or false')),
  deadLetterQueueUrls: v.optional(queueUrls('deadLetterQueueUrls')),
});

export type DeadLetterQueues = v.InferOutput<typeof deadLetterQueues>;
export type NewParticipant = v.InferOutput<typeof newParticipant>;
