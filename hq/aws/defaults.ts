/** Where the SDK may find credentials. */
const CREDENTIAL_SOURCES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
];

/**
 * What every AWS client starts from: the region, and stand-in credentials where a local endpoint takes the place of AWS
 * and nobody configured any. Against AWS itself the SDK finds its credentials as usual.
 */
export function awsDefaults(env: NodeJS.ProcessEnv = process.env): {
  region: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
} {
  const elsewhere = Object.keys(env).some((name) => name.startsWith('AWS_ENDPOINT_URL'));
  const local = elsewhere && !CREDENTIAL_SOURCES.some((name) => env[name]);
  return {
    region: env.AWS_REGION ?? 'us-east-1',
    ...(local ? { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } : {}),
  };
}
