import { AwsError } from './aws-error.ts';

/** The most entries in one request of SNS or SQS. */
export const MAX_BATCH = 10;

/**
 * Answers each entry of a batch by itself: an AwsError fails that entry only.
 *
 * @param queryPrefix of error codes in the Query protocol, as the service has it
 * @param answer adds to the result of an entry
 * @throws AwsError for an empty batch, one with too many entries, and one with an id twice
 */
export function answerBatch<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  queryPrefix: string,
  answer: (entry: Entry) => object,
) {
  const refuse = (code: string, message: string) => new AwsError(code, message, 400, queryPrefix + code);
  if (entries.length === 0) throw refuse('EmptyBatchRequest', 'The batch request contains no entries.');
  if (entries.length > MAX_BATCH) {
    throw refuse(
      'TooManyEntriesInBatchRequest',
      `The batch request contains ${entries.length} entries, more than ${MAX_BATCH}.`,
    );
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw refuse('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  const results = entries.map((entry) => {
    try {
      return { Id: entry.Id, ...answer(entry) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { Id: entry.Id, Code: error.code, Message: error.message, SenderFault: error.status < 500 };
    }
  });
  return {
    Successful: results.filter((result) => !('Code' in result)),
    Failed: results.filter((result) => 'Code' in result),
  };
}
