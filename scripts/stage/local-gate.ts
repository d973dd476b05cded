import type { HqClient } from '@interstella/hq/client';
import { gateSummary, judgeGate, LOCAL_REMEDIES, waitAtGate } from '../gate/index.ts';

const POLL_MS = 250;

export interface LocalGate {
  readonly hq: Pick<HqClient, 'report'>;
  readonly participant: string;
  /** What was published before that must be fulfilled. */
  readonly since: Date;
  readonly limitMs: number;
  /** Told in one line what still holds it. */
  readonly show: (text: string) => void;
}

/** Waits until no old order is left that a step would leave behind. @throws GateHoldsError */
export function passGate({ hq, participant, since, limitMs, show }: LocalGate): Promise<void> {
  return waitAtGate({
    look: async () => judgeGate(await hq.report({ participant }), participant, since),
    limitMs,
    pollMs: POLL_MS,
    remedies: LOCAL_REMEDIES,
    onHeld: (verdict) => {
      show(`The gate holds: ${gateSummary(verdict)}`);
    },
  });
}
