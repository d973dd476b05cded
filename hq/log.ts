/** Where HQ tells what it does. Nothing secret is ever passed to it. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Writes one line per message to standard output: the message alone, or as JSON. */
export function logTo(write: (line: string) => unknown, format: 'text' | 'json'): Log {
  const line = (level: string, message: string) => {
    const text =
      format === 'text'
        ? message
        : JSON.stringify({ time: new Date().toISOString(), level, service: 'hq', message });
    write(`${text}\n`);
  };
  return {
    info: (message) => {
      line('info', message);
    },
    warn: (message) => {
      line('warn', message);
    },
    error: (message) => {
      line('error', message);
    },
  };
}

/** What an error says, in one line and without its stack. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const [line = ''] = error.message.split('\n', 1);
  return line === '' ? error.name : line.slice(0, 300);
}
