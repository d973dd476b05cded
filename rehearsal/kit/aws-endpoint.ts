/** Where the AWS SDK finds the endpoints of this machine, and with which (meaningless) credentials. */
export interface AwsEndpoint {
  readonly url: string;
  readonly region: string;
}

/**
 * The configuration of an SDK client. Time limits: none of these calls leaves the machine. What the SDK would look up in the
 * person's environment and files, and could not work with here, is set.
 */
export function clientConfig({ url, region }: AwsEndpoint) {
  return {
    endpoint: url,
    region,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: 'standard' as const,
    retryMode: 'standard',
    maxAttempts: 3,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000 },
  };
}

/** The same for a program started with an environment. */
export function awsEnvironment({ url, region }: AwsEndpoint): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}
