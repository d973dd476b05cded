import type { HqClient } from '@interstella/hq/client';
import { gateSummary, LOCAL_REMEDIES } from '@interstella/migration/gate/gate-text.ts';
import { judgeGate, judgeLastGate } from '@interstella/migration/gate/gate.ts';
import { waitAtGate } from '@interstella/migration/gate/wait-at-gate.ts';

const POLL_MS = 250;
/** HQ is one process here: when it answers that a participant is closed, it has recorded what it made before. */
const RECORDED_WITHIN_MS = 0;

interface GateParts {
  readonly hq: Pick<HqClient, 'report'>;
  readonly participant: string;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Told in one line what still holds it. */
  readonly show: (text: string) => void;
  /** Told once, when it has held for a while, which orders hold it and what to do. */
  readonly explain?: ((text: string) => void) | undefined;
}

export type LocalGate = GateParts &
  (
    | {
        readonly last: false;
        /** What was published before that must be fulfilled. */
        readonly since: Date;
      }
    | {
        /** Nobody takes orders after the step: HQ owes none any more, and every one must be fulfilled. */
        readonly last: true;
      }
  );

/** Waits until no old order is left that a step would leave behind. @throws GateHoldsError */
export function passGate(gate: LocalGate): Promise<void> {
  const { hq, participant, limitMs, signal, show, explain } = gate;
  return waitAtGate({
    look: async () => {
      const report = await hq.report({ participant });
      return gate.last
        ? judgeLastGate(report, participant, RECORDED_WITHIN_MS)
        : judgeGate(report, participant, gate.since);
    },
    limitMs,
    signal,
    pollMs: POLL_MS,
    remedies: LOCAL_REMEDIES,
    onHeld: (verdict) => {
      show(`The gate holds: ${gateSummary(verdict)}`);
    },
    ...(explain && { explain }),
  });
}
