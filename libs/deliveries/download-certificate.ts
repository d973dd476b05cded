import { TIME_LIMITS_MS } from '../time-limits/index.ts';

/** Largest certificate; SNS's have about 2 KB. */
const MAXIMUM_LENGTH = 16 * 1_024;

/**
 * Fetches a signing certificate from an address that was validated before. Follows no redirect, and limits time and size.
 */
export async function downloadCertificate(
  url: string,
  signal?: AbortSignal,
  timeLimitMs: number = TIME_LIMITS_MS.certificate,
): Promise<string> {
  // axios' own time limit ends with the headers; this one covers the body too.
  const limit = AbortSignal.timeout(timeLimitMs);
  const { default: axios } = await import('axios');
  const { data } = await axios.get<string>(url, {
    responseType: 'text',
    signal: signal ? AbortSignal.any([limit, signal]) : limit,
    timeout: timeLimitMs,
    maxRedirects: 0,
    maxContentLength: MAXIMUM_LENGTH,
    decompress: false,
    transformResponse: (text: string) => text,
    validateStatus: (status) => status === 200,
  });
  return data;
}
