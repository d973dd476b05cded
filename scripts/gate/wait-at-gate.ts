import { setTimeout as delay } from 'node:timers/promises';
import type { GateVerdict } from './gate.ts';
import { gateText, type Remedies } from './gate-text.ts';

type Held = Extract<GateVerdict, { passes: false }>;

/** A step was not taken, since orders would have been left behind. The message lists them and says what to do. */
export class GateHoldsError extends Error {
  override readonly name = 'GateHoldsError';
  readonly verdict: Held;

  constructor(verdict: Held, limitMs: number, remedies: Remedies) {
    const waited = limitMs > 0 ? ` after ${Math.round(limitMs / 1_000)} s` : '';
    super(`The gate still holds${waited}; nothing was changed.\n${gateText(verdict, remedies)}`);
    this.verdict = verdict;
  }
}

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
  readonly signal?: AbortSignal;
}

/**
 * Resolves as soon as the gate lets a step through.
 *
 * @throws GateHoldsError when it still holds at the limit
 */
export async function waitAtGate(wait: GateWait): Promise<void> {
  const deadline = performance.now() + wait.limitMs;
  for (;;) {
    const lookedAt = performance.now();
    const verdict = await wait.look();
    if (verdict.passes) return;
    wait.onHeld(verdict);
    const left = deadline - performance.now();
    if (left <= 0) throw new GateHoldsError(verdict, wait.limitMs, wait.remedies);
    const pauseMs = Math.max(wait.pollMs, DUTY * (performance.now() - lookedAt));
    await delay(Math.min(pauseMs, left), undefined, { signal: wait.signal });
  }
}
