import { setTimeout as delay } from 'node:timers/promises';
import { NamedError } from '@interstella/libs/errors';
import type { GateVerdict } from './gate.ts';
import { gateSummary, gateText, type Remedies } from './gate-text.ts';

type Held = Extract<GateVerdict, { passes: false }>;

/** A step was not taken, since orders would have been left behind. The message lists them and says what to do. */
export class GateHoldsError extends NamedError {
  readonly code = 'GATE_HOLDS';
  readonly verdict: Held;

  /** @param how it came that it was not taken */
  constructor(verdict: Held, how: string, remedies: Remedies) {
    super(`${how}; nothing was changed.\n${gateText(verdict, remedies)}`);
    this.verdict = verdict;
  }
}

/** A gate that lets go by then needs no explanation, in milliseconds. */
const EXPLAINED_AFTER_MS = 1_000;

/** A report counts every young order: looking takes this share of the time at most, or it would hold up what it waits for. */
const DUTY = 5;

/** A wait before or after a deployment, and who is told about it. */
export interface Wait {
  /** In milliseconds; 0 looks once. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Shows in one line what is waited for. */
  readonly show: (text: string) => void;
  /** Says something that stays to be read. */
  readonly note: (text: string) => void;
}

export interface GateWait extends Wait {
  /** Looks at the report once. A rejection ends the wait. */
  readonly look: () => Promise<GateVerdict>;
  readonly pollMs: number;
  readonly remedies: Remedies;
  /** From when on it is said which orders hold it and what to do. */
  readonly explainedAfterMs?: number;
}

/**
 * Resolves as soon as the gate lets a step through.
 *
 * @throws GateHoldsError when it still holds at the limit, or is given up on; AbortError when it is given up on during the
 *   look that passes
 */
export async function waitAtGate(wait: GateWait): Promise<void> {
  const { limitMs, remedies, explainedAfterMs = EXPLAINED_AFTER_MS, signal } = wait;
  const begunAt = performance.now();
  let isExplained = false;
  for (;;) {
    const lookedAt = performance.now();
    const verdict = await wait.look();
    if (verdict.passes) {
      wait.signal.throwIfAborted();
      return;
    }
    wait.show(`The gate holds: ${gateSummary(verdict)}`);
    const waitedMs = performance.now() - begunAt;
    if (waitedMs >= limitMs) throw new GateHoldsError(verdict, stillHolds(limitMs), remedies);
    if (!isExplained && waitedMs >= explainedAfterMs) {
      wait.note(gateText(verdict, remedies));
      isExplained = true;
    }
    const pauseMs = Math.max(wait.pollMs, DUTY * (performance.now() - lookedAt));
    await delay(Math.min(pauseMs, limitMs - waitedMs), undefined, { signal }).catch(() => {
      throw new GateHoldsError(verdict, 'Stopped while the gate held', remedies);
    });
  }
}

function stillHolds(limitMs: number): string {
  return `The gate still holds${limitMs > 0 ? ` after ${Math.round(limitMs / 1_000)} s` : ''}`;
}
