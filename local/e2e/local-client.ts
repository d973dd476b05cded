/** Configuration of an SDK client of local endpoints: errors come at once, not after the SDK's own retries. */
export function localClient(endpoint: string) {
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}
