import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { type JsonOperation } from '../endpoints/json-protocol.ts';
import { type QueryOperation } from '../endpoints/query-protocol.ts';
import { Flattened, type Xml } from '../endpoints/xml.ts';

type Json = Readonly<Record<string, unknown>>;

/** SQS's lists and maps by their name in the Query protocol: the name in the JSON protocol, and the reader. */
const LISTS: Readonly<
  Record<string, { readonly name: string; readonly read: (list: QueryParameters[]) => unknown }>
> = {
  AttributeName: { name: 'AttributeNames', read: texts },
  MessageAttributeName: { name: 'MessageAttributeNames', read: texts },
  MessageSystemAttributeName: { name: 'MessageSystemAttributeNames', read: texts },
  Attribute: { name: 'Attributes', read: (list) => map(list, (entry) => entry.get('Value')) },
  MessageAttribute: {
    name: 'MessageAttributes',
    read: (list) => map(list, (entry) => entry.all('Value')),
  },
  DeleteMessageBatchRequestEntry: { name: 'Entries', read: (list) => list.map((entry) => entry.all()) },
};
const NUMBERS = new Set([
  'DelaySeconds',
  'MaxNumberOfMessages',
  'MaxResults',
  'VisibilityTimeout',
  'WaitTimeSeconds',
]);
/** Parameters of the request, not of the operation: the action, and signatures in the query string. */
const OF_REQUEST = /^(?:Action|Version|X-Amz-.*|AWSAccessKeyId|Signature.*|Timestamp|Expires)$/;
/** Names in replies, by those of the JSON protocol; a map becomes elements of Name and Value. */
const ELEMENTS: Readonly<Record<string, string>> = {
  QueueUrls: 'QueueUrl',
  Messages: 'Message',
  Successful: 'DeleteMessageBatchResultEntry',
  Failed: 'BatchResultErrorEntry',
  Attributes: 'Attribute',
  MessageAttributes: 'MessageAttribute',
};

/** An operation of the JSON protocol as one of the Query protocol. */
export function asQueryOperation(operation: JsonOperation): QueryOperation {
  return async ({ parameters, path }, aborted) => {
    const output = await operation({ ...queueAt(path), ...toInput(parameters) }, aborted);
    return output === undefined ? undefined : toXml(output as Json);
  };
}

/** A request to the URL of a queue, such as `/000000000000/letters/`, is for that queue unless it names another. */
function queueAt(path: string): Json {
  const queue = path.replace(/\/$/, '');
  return queue === '' ? {} : { QueueUrl: `http://queue${queue}` };
}

/** Unknown names stay as they are: the operation refuses them. */
function toInput(parameters: QueryParameters): Json {
  return Object.fromEntries(
    [...parameters.firstNames()]
      .filter((name) => !OF_REQUEST.test(name))
      .map((name): [string, unknown] => {
        const value = parameters.get(name);
        const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
        if (list !== undefined) return [list.name, value ?? list.read(parameters.list(name))];
        return [name, NUMBERS.has(name) && /^-?\d+$/.test(value ?? '') ? Number(value) : value];
      }),
  );
}

function texts(list: readonly QueryParameters[]): unknown {
  return list.map((element) => element.get(''));
}

function map(list: readonly QueryParameters[], valueOf: (entry: QueryParameters) => unknown): unknown {
  return Object.fromEntries(list.map((entry) => [entry.get('Name') ?? '', valueOf(entry)]));
}

function toXml(output: Json): Xml {
  return Object.fromEntries(
    Object.entries(output).map(([name, value]): [string, Xml | Flattened | undefined] => {
      const element = Object.hasOwn(ELEMENTS, name) ? ELEMENTS[name] : undefined;
      return element === undefined ? [name, leaf(value)] : [element, flattened(value)];
    }),
  );
}

function flattened(value: unknown): Flattened {
  if (Array.isArray(value)) return new Flattened(value.map(leaf));
  return new Flattened(Object.entries(value as Json).map(([Name, each]) => ({ Name, Value: leaf(each) })));
}

function leaf(value: unknown): Xml {
  return typeof value === 'object' && value !== null ? toXml(value as Json) : (value as string);
}
