import { AwsError } from './aws-error.ts';

/** The most entries in one request of SNS or SQS. */
export const MAX_BATCH = 10;

/**
 * @param queryPrefix of error codes in the Query protocol, as the service has it
 * @throws AwsError for an empty batch, and one with too many entries
 */
export function requireBatch(entries: readonly unknown[], queryPrefix: string): void {
  if (entries.length === 0) {
    throw refusal('EmptyBatchRequest', 'The batch request contains no entries.', queryPrefix);
  }
  if (entries.length > MAX_BATCH) {
    throw refusal(
      'TooManyEntriesInBatchRequest',
      `The batch request contains ${entries.length} entries, more than ${MAX_BATCH}.`,
      queryPrefix,
    );
  }
}

/**
 * Answers each entry of a batch by itself: an AwsError fails that entry only.
 *
 * @param queryPrefix as for {@link requireBatch}
 * @param answer adds to the result of an entry
 * @throws AwsError as {@link requireBatch} does, and for a batch with an id twice
 */
export function answerBatch<Entry extends { readonly Id: string }>(
  entries: readonly Entry[],
  queryPrefix: string,
  answer: (entry: Entry) => object,
) {
  requireBatch(entries, queryPrefix);
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw refusal('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.', queryPrefix);
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

function refusal(code: string, message: string, queryPrefix: string): AwsError {
  return new AwsError(code, message, 400, queryPrefix + code);
}
