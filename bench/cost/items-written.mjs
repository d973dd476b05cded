/** Operations that write one item. */
const ONE = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/**
 * @typedef {object} WritingBody of the operations that write many
 * @property {Record<string, unknown[]>} [RequestItems] of BatchWriteItem, by table
 * @property {Record<string, unknown>[]} [TransactItems] of TransactWriteItems
 */

/**
 * The number of items that a request to DynamoDB writes, whether or not their conditions hold.
 *
 * @param {string} operation such as `PutItem`
 * @returns {number | 'body'} `body` if only the body says it
 */
export function itemsOf(operation) {
  if (ONE.has(operation)) return 1;
  return operation === 'BatchWriteItem' || operation === 'TransactWriteItems' ? 'body' : 0;
}

/**
 * @param {string} body of an operation that writes many
 * @returns {number}
 */
export function itemsIn(body) {
  const { RequestItems = {}, TransactItems = [] } = /** @type {WritingBody} */ (JSON.parse(body));
  const written = TransactItems.filter((item) => !('ConditionCheck' in item));
  return Object.values(RequestItems).flat().length + written.length;
}
