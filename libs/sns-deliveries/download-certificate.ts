/** Nested, with the call upstream, into the 15 s that SNS gives an attempt. */
const TIME_LIMIT_MS = 3_000;
/** SNS's certificates have about 2 KB. */
const MAXIMUM_LENGTH = 16 * 1_024;

/**
 * Fetches a signing certificate. No redirect is followed, and time and size are capped. The address must have been
 * checked before.
 */
export async function downloadCertificate(url: string, timeLimitMs = TIME_LIMIT_MS): Promise<string> {
  const { default: axios } = await import('axios');
  const { data } = await axios.get<string>(url, {
    responseType: 'text',
    // axios' own time limit ends with the headers; this one covers the body too.
    signal: AbortSignal.timeout(timeLimitMs),
    timeout: timeLimitMs,
    maxRedirects: 0,
    maxContentLength: MAXIMUM_LENGTH,
    decompress: false,
    transformResponse: (text: string) => text,
    validateStatus: (status) => status === 200,
  });
  return data;
}
