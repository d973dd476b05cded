import { setTimeout as delay } from 'node:timers/promises';
import type { GateVerdict } from './gate.ts';
import { gateText, type Remedies } from './gate-text.ts';

type Held = Extract<GateVerdict, { passes: false }>;

/** A step was not taken, since orders would have been left behind. The message lists them and says what to do. */
export class GateHoldsError extends Error {
  override readonly name = 'GateHoldsError';
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

export interface GateWait {
  /** Looks at the report once. A rejection ends the wait. */
  readonly look: () => Promise<GateVerdict>;
  /** How long to wait for the gate to let go, in milliseconds; 0 looks once. */
  readonly limitMs: number;
  readonly pollMs: number;
  readonly remedies: Remedies;
  /** Told of every look that does not pass. */
  readonly onHeld: (verdict: Held) => void;
  /** Told once, when it has held for a while, which orders hold it and what to do. */
  readonly explain?: (text: string) => void;
  readonly explainedAfterMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Resolves as soon as the gate lets a step through.
 *
 * @throws GateHoldsError when it still holds at the limit, or is given up on
 */
export async function waitAtGate(wait: GateWait): Promise<void> {
  const { limitMs, remedies, explain, explainedAfterMs = EXPLAINED_AFTER_MS, signal } = wait;
  const begunAt = performance.now();
  let isExplained = explain === undefined;
  for (;;) {
    const lookedAt = performance.now();
    const verdict = await wait.look();
    if (verdict.passes) return;
    wait.onHeld(verdict);
    const waitedMs = performance.now() - begunAt;
    if (waitedMs >= limitMs) throw new GateHoldsError(verdict, stillHolds(limitMs), remedies);
    if (!isExplained && waitedMs >= explainedAfterMs) {
      explain?.(gateText(verdict, remedies));
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
