import { createLog, type Log, type LogFormat } from '../logging/index.ts';

/** A log whose lines can be read. */
export function logInMemory(format: LogFormat = 'text'): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line.trimEnd()), flush: () => Promise.resolve() };
  return { lines, log: createLog('test', format, destination) };
}
