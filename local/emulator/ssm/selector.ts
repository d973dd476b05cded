import { AwsError } from '../endpoints/aws-error.ts';

/** A parameter as a caller names it. Labels are not supported: a label is read as a version, and no version has it. */
export interface Selector {
  readonly name: string;
  readonly version: string | undefined;
}

const ARN = /^arn:aws[a-z-]*:ssm:[a-z0-9-]*:\d{12}:parameter(\/.+)$/;
const NAME = /^[A-Za-z0-9_.\-/]+$/;
const MAX_NAME = 1011;
const MAX_LEVELS = 15;

/**
 * Reads `name`, `name:3`, or a parameter's ARN with or without a version.
 *
 * @throws AwsError ValidationException
 */
export function parseSelector(selector: string): Selector {
  const path = ARN.exec(selector)?.[1];
  const [name = '', version, ...more] = (path ?? selector).split(':');
  if (more.length > 0 || version === '') {
    throw new AwsError('ValidationException', `Invalid parameter selector: give name or name:version.`);
  }
  // An ARN does not say whether the name begins with a slash. A name without one has only one level.
  const plain = path !== undefined && name.lastIndexOf('/') === 0 ? name.slice(1) : name;
  requireCharacters(plain);
  return { name: plain, version };
}

/**
 * Whether a parameter may be put under a name.
 *
 * @throws AwsError ValidationException or HierarchyLevelLimitExceededException, with the reason
 */
export function requireParameterName(name: string): void {
  const wrong = (message: string) => new AwsError('ValidationException', message);
  requireCharacters(name);
  if (name.includes('/') && !name.startsWith('/')) {
    throw wrong('Parameter name must be a fully qualified name: with levels it begins with a slash.');
  }
  if (name.endsWith('/') || name.includes('//')) {
    throw wrong('Parameter name must not end with a slash or have an empty level.');
  }
  if (/^\/?(?:aws|ssm)/i.test(name)) {
    throw wrong('Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).');
  }
  if (name.split('/').length - 1 > MAX_LEVELS) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      `A parameter name has at most ${MAX_LEVELS} levels.`,
    );
  }
}

function requireCharacters(name: string): void {
  if (NAME.test(name) && name.length <= MAX_NAME) return;
  throw new AwsError(
    'ValidationException',
    'Invalid parameter name: only letters, digits and the symbols . - _ and / are allowed, at most 1011.',
  );
}
