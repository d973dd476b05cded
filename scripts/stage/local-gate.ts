import type { HqClient } from '@interstella/hq/client';
import { gateSummary, judgeGate, LOCAL_REMEDIES, waitAtGate } from '../gate/index.ts';

const POLL_MS = 250;

export interface LocalGate {
  readonly hq: Pick<HqClient, 'report'>;
  readonly participant: string;
  /** What was published before that must be fulfilled. */
  readonly since: Date;
  /** Whether nobody takes orders after the step. */
  readonly last: boolean;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Told in one line what still holds it. */
  readonly show: (text: string) => void;
}

/** Waits until no old order is left that a step would leave behind. @throws GateHoldsError */
export function passGate({ hq, participant, since, last, limitMs, signal, show }: LocalGate): Promise<void> {
  return waitAtGate({
    look: async () => {
      const verdict = judgeGate(await hq.report({ participant }), participant, since);
      return verdict.passes || !last ? verdict : ofLastGate(verdict);
    },
    limitMs,
    signal,
    pollMs: POLL_MS,
    remedies: LOCAL_REMEDIES,
    onHeld: (verdict) => {
      show(`The gate holds: ${gateSummary(verdict)}`);
    },
  });
}

/** It waits for every order, not only for those from before the stage was stable; HQ was told to owe no more. */
function ofLastGate<T extends object>(verdict: T) {
  return { ...verdict, last: { owed: false } };
}
