import * as v from 'valibot';
import type { LogLine } from './log-tail.ts';

/** As services log with LOG_FORMAT=json. */
const Logged = v.object({
  time: v.pipe(v.string(), v.isoTimestamp()),
  level: v.string(),
  message: v.string(),
  orderId: v.optional(v.string()),
});

/** The time of day in an ISO timestamp, to the millisecond. */
const CLOCK = /T([\d:]+\.\d{3})/;

/** A line as a person reads it: time, level unless it is the usual one, message, order. Any other line is as it is. */
export function logText(text: string): string {
  const logged = parsed(text);
  if (!logged) return text;
  const { time, level, message, orderId } = logged;
  const clock = CLOCK.exec(new Date(time).toISOString())?.[1] ?? time;
  return [
    `${clock}Z`,
    ...(level === 'info' ? [] : [level]),
    message,
    ...(orderId === undefined ? [] : [`(${orderId})`]),
  ].join('  ');
}

/** The last lines of several logs, newest last. A line that says no time belongs to the one before it. */
export function newestLast(lines: readonly LogLine[], count: number): readonly LogLine[] {
  const times = new Map<string, number>();
  return lines
    .map((line) => {
      const { time } = parsed(line.text) ?? {};
      if (time !== undefined) times.set(line.task, Date.parse(time));
      return { line, at: times.get(line.task) ?? 0 };
    })
    .sort((one, other) => one.at - other.at)
    .slice(count === 0 ? lines.length : -count)
    .map(({ line }) => line);
}

function parsed(text: string): v.InferOutput<typeof Logged> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { success, output } = v.safeParse(Logged, JSON.parse(text));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
}
