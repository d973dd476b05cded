/**
 * Runs work with a time limit, even if the work ignores the abort signal, as an SDK does while it looks for credentials.
 *
 * @param limitMs in milliseconds
 * @throws Error that names the limit, or the error of the work
 */
export async function within<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new Error(`no answer within ${limitMs} ms`);
  late.name = 'TimeoutError';
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(late);
      controller.abort(late);
    }, limitMs);
  });
  try {
    return await Promise.race([work(controller.signal), limit]);
  } finally {
    clearTimeout(timer);
  }
}
