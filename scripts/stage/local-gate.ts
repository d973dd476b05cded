import type { ConservationReport, HqClient } from '@interstella/hq/client';
import { gateSummary, type GateVerdict, judgeGate, LOCAL_REMEDIES, waitAtGate } from '../gate/index.ts';

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
  /** Told once, when it has held for a while, which orders hold it and what to do. */
  readonly explain?: ((text: string) => void) | undefined;
}

/** Waits until no old order is left that a step would leave behind. @throws GateHoldsError */
export function passGate(gate: LocalGate): Promise<void> {
  const { hq, participant, since, last, limitMs, signal, show, explain } = gate;
  return waitAtGate({
    look: async () => {
      const report = await hq.report({ participant });
      const verdict = judgeGate(report, participant, since);
      return last ? ofLastGate(verdict, isOwed(report, participant)) : verdict;
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

/**
 * It waits for every order, not only for those from before the stage was stable; and while HQ, which was told to owe no
 * more, does so all the same: somebody else told it to.
 */
function ofLastGate(verdict: GateVerdict, owed: boolean): GateVerdict {
  if (verdict.passes) return owed ? { ...NOTHING_HELD, last: { owed } } : verdict;
  return { ...verdict, last: { owed } };
}

const NOTHING_HELD = { passes: false, orders: [], more: false, warnings: [] } as const;

function isOwed({ participants }: ConservationReport, participant: string): boolean {
  return participants.some((one) => one.participant === participant && one.owed);
}
