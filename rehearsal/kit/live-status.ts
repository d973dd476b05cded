import { setTimeout as delay } from 'node:timers/promises';
import type { HqClient } from '@interstella/hq/client';
import type { PlatformState } from '@interstella/local/platform';
import { type StatusLine, statusText } from '@interstella/terminal/status-line.ts';

const INTERVAL_MS = 1_000;
/** The report may take this share of the time at most, however many orders there are. */
const DUTY = 5;
/** HQ that says nothing for so long is said to be silent. */
const SILENT_AFTER_MS = 3_000;

export interface LiveStatusParts {
  readonly participant: string;
  readonly hq: Pick<HqClient, 'report'>;
  readonly state: () => Promise<Pick<PlatformState, 'stage' | 'revision' | 'stableSince'>>;
  readonly line: Pick<StatusLine, 'show' | 'note' | 'end'>;
  /** @default 3 s */
  readonly silentAfterMs?: number;
  /** @default 1 s */
  readonly intervalMs?: number;
}

/**
 * What `npm start` shows while orders flow: a line that tells what becomes of them, or since when HQ says nothing; and
 * above it, one for each stage that somebody deploys from another terminal.
 */
export async function showLiveStatus(parts: LiveStatusParts, signal: AbortSignal): Promise<void> {
  const { line } = parts;
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
  const stages = new StageNews(parts, signal);
  try {
    // Apart: HQ that hangs keeps nobody from hearing of stages.
    await Promise.all([
      repeat(() => stages.look(), parts, stopped, signal),
      repeat((asked) => showOrders(parts, asked, signal), parts, stopped, signal),
    ]);
  } finally {
    line.end();
  }
}

async function repeat(
  work: (now: number) => Promise<void>,
  { intervalMs = INTERVAL_MS }: LiveStatusParts,
  stopped: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const begunAt = Date.now();
    await Promise.race([stopped, work(begunAt)]);
    await Promise.race([stopped, delay(Math.max(intervalMs, DUTY * (Date.now() - begunAt)))]);
  }
}

/** HQ may answer, or fail to, long after the end, when the line is not its own any more. */
async function showOrders(
  { hq, participant, line, silentAfterMs }: LiveStatusParts,
  asked: number,
  signal: AbortSignal,
): Promise<void> {
  const show = (text: string) => {
    if (!signal.aborted) line.show(text);
  };
  const tell = () => {
    show(`Interstella HQ does not answer since ${clock(asked)}`);
  };
  const silent = setTimeout(tell, silentAfterMs ?? SILENT_AFTER_MS);
  const beSilent = () => {
    clearTimeout(silent);
  };
  signal.addEventListener('abort', beSilent);
  try {
    const { participants } = await hq.report();
    const own = participants.find((one) => one.participant === participant);
    if (own) show(statusText(own));
  } catch {
    tell();
  } finally {
    beSilent();
    signal.removeEventListener('abort', beSilent);
  }
}

/** Tells of each deployment that has ended; what the kit began with, everybody knows. */
class StageNews {
  readonly #parts: LiveStatusParts;
  readonly #signal: AbortSignal;
  #known: { readonly stage: string | undefined; readonly revision: number } | undefined;

  constructor(parts: LiveStatusParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  async look(): Promise<void> {
    const state = await this.#parts.state().catch(() => undefined);
    if (this.#signal.aborted || state?.stableSince === undefined) return;
    if (state.revision === this.#known?.revision) return;
    const before = this.#known;
    this.#known = state;
    if (!before) return;
    this.#parts.line.note(`${clock(Date.parse(state.stableSince))}  ${newsText(before.stage, state.stage)}`);
  }
}

function newsText(before: string | undefined, now: string | undefined): string {
  if (now === undefined) return 'No stage is up.';
  return before === now
    ? `Stage ${now} was deployed again, or is there again.`
    : `Stage ${now} is up, after ${before ?? 'none'}.`;
}

/** The time of day, here. */
function clock(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
