import { type QueryParameters } from '../endpoints/query-parameters.ts';
import { invalidParameter } from './read-parameters.ts';

const MAX_KEY = 128;
const MAX_VALUE = 256;

/** Reads `Tags.member.N.Key` and `.Value`. @throws AwsError InvalidParameter for a key or a value of a wrong length */
export function readTags(parameters: QueryParameters): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of parameters.list('Tags.member')) {
    const key = tag.get('Key') ?? '';
    const value = tag.get('Value') ?? '';
    if (key.length < 1 || key.length > MAX_KEY || value.length > MAX_VALUE) {
      throw invalidParameter('Tags', `a key has 1 to ${MAX_KEY} characters, a value at most ${MAX_VALUE}`);
    }
    tags.set(key, value);
  }
  return tags;
}
