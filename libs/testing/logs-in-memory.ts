import { Logs } from '../logs/index.ts';

/** A log as text whose lines can be read. */
export function logsInMemory(): { readonly logs: Logs; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line.trimEnd()), flush: () => Promise.resolve() };
  return { lines, logs: new Logs('test', 'text', destination) };
}
