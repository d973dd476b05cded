/** As SNS and SQS have it: up to 128 letters, digits and punctuation of ASCII. */
const GROUP_ID = /^[!-~]{1,128}$/;

export const GROUP_ID_RULE = 'give 1 to 128 letters, digits and punctuation marks of ASCII';

/**
 * Whether a text may name a message's group. Standard topics and queues take one, too: it makes a queue fair to its
 * tenants, and SNS passes it on to queues alone, never to HTTP endpoints (SNS API reference, Publish).
 */
export function isMessageGroupId(text: string): boolean {
  return GROUP_ID.test(text);
}
