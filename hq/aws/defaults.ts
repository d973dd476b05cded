/** Environment variables that give the SDK credentials. */
const CREDENTIAL_SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
];

/**
 * The default options of AWS clients. With an endpoint of an emulator, they have a region and dummy credentials unless the
 * environment has its own. For AWS itself, the SDK finds both, or fails if they are missing.
 *
 * @param endpoint of the client, if it has one of its own
 */
export function awsDefaults(
  env: NodeJS.ProcessEnv = process.env,
  endpoint?: string,
): {
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
} {
  const elsewhere =
    endpoint !== undefined || Object.keys(env).some((name) => name.startsWith('AWS_ENDPOINT_URL'));
  const local = elsewhere && !CREDENTIAL_SOURCES.some((name) => env[name]);
  return {
    ...(elsewhere && { region: 'us-east-1' }),
    ...(env.AWS_REGION !== undefined && { region: env.AWS_REGION }),
    ...(local ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } : {}),
  };
}
