import { isatty } from 'node:tty';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Resolves when this process is asked to stop: by a signal, or because the reader of its output is gone. A second
 * request, a second later or more, ends it at once; the programs that it started follow.
 *
 * @param until aborted when it is no more of interest: signals do again what they do by themselves
 */
export function stopAsked(until?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const ask = () => {
      askedAt ??= Date.now();
      if (Date.now() - askedAt >= SAME_SIGNAL_MS) process.exit(130);
      resolve();
    };
    // Its terminal is closed. One that has none goes on: `nohup npm start &`. Node undoes what nohup sets for the signal.
    const hangUp = () => {
      if ([0, 1, 2].some((stream) => isatty(stream))) ask();
    };
    for (const signal of SIGNALS) process.on(signal, ask);
    process.on('SIGHUP', hangUp);
    const readerGone = () => {
      askedAt ??= Date.now();
      resolve();
    };
    process.stdout.once('error', readerGone);
    until?.addEventListener('abort', () => {
      for (const signal of SIGNALS) process.off(signal, ask);
      process.off('SIGHUP', hangUp);
      process.stdout.off('error', readerGone);
    });
  });
}
