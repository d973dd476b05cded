import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { UsageError } from '@interstella/libs/errors';

/** In milliseconds. With the attempts it bounds a call at less than two minutes. */
const CALL_LIMITS = { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true };
const ATTEMPTS = 4;

/** What every SDK client of the command line is made with. */
export interface AwsConfig {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: typeof CALL_LIMITS;
}

/** The account that a command works in. */
export interface Aws {
  /** For `new …Client(aws.config)`; the endpoint is that of AWS_ENDPOINT_URL where it is set, as the SDK has it. */
  readonly config: AwsConfig;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
}

/** No region is set: nobody has set AWS up here. */
export class NoRegionError extends UsageError {
  override readonly code = 'NO_AWS_ACCESS';
}

/**
 * Finds region and credentials where every AWS tool does (environment, profile, …) and asks AWS whose they are, so that
 * whatever is wrong with them is said here and not halfway through.
 *
 * @throws UsageError that says what is missing; NoRegionError
 */
export async function connectToAws(env: NodeJS.ProcessEnv = process.env): Promise<Aws> {
  const common = { maxAttempts: ATTEMPTS, requestHandler: CALL_LIMITS };
  // cdk takes both variables, the SDK only the first: the same region for both.
  const named = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const sts = new STSClient({ ...common, ...(named !== undefined && { region: named }) });
  try {
    const region = await sts.config.region();
    const { Account: account } = await sts.send(new GetCallerIdentityCommand({}));
    if (account === undefined) throw new Error('AWS did not say which account this is.');
    return { config: { ...common, region }, region, account };
  } catch (error) {
    if (error instanceof Error && error.message === 'Region is missing') {
      throw new NoRegionError(NO_REGION, { cause: error });
    }
    throw new UsageError(whatIsMissing(error, env), { code: 'NO_AWS_ACCESS', cause: error });
  } finally {
    sts.destroy();
  }
}

const NO_REGION = 'No AWS region is set. Set one, such as `export AWS_REGION=us-east-1`.';
const NO_CREDENTIALS =
  'No AWS credentials were found. Sign in with `aws login` or `aws sso login`, set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
/** Names of AWS's errors about who is asking. */
const REFUSED =
  /^(ExpiredToken\w*|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AccessDenied\w*|InvalidAccessKeyId|IncompleteSignature)$/;

function whatIsMissing(error: unknown, { AWS_ENDPOINT_URL: endpoint }: NodeJS.ProcessEnv): string {
  const { name, message, code } = error as Error & { code?: string };
  if (name === 'CredentialsProviderError') return `${NO_CREDENTIALS} (${message})`;
  if (REFUSED.test(name)) return `AWS refuses the credentials (${name}): ${message}. Sign in again.`;
  const where = endpoint === undefined ? 'AWS' : `The AWS API at ${endpoint} (AWS_ENDPOINT_URL)`;
  return `${where} could not be asked who this is: ${[name, code, message].filter(Boolean).join(' ')}`;
}
