import type { Periods } from '../ledger/periods.ts';
import type { Standings } from '../ledger/standings.ts';

export interface AcknowledgementsParts {
  readonly readStandings: (names: readonly string[]) => Promise<Standings>;
  readonly periods: Pick<Periods, 'acknowledge'>;
  readonly retryWindowMs: number;
}

/** Takes note that somebody has looked into what is red. */
export class Acknowledgements {
  readonly #parts: AcknowledgementsParts;

  constructor(parts: AcknowledgementsParts) {
    this.#parts = parts;
  }

  /** What is lost, unattributed or direct until now makes the participant red no more; the reason is kept and shown. */
  async acknowledge(name: string, reason: string): Promise<void> {
    const { readStandings, periods, retryWindowMs } = this.#parts;
    const { asOf, byName } = await readStandings([name]);
    const { unattributed = 0, direct = 0 } = byName.get(name)?.counted.totals ?? {};
    await periods.acknowledge(name, {
      ...{ reason, at: asOf, lostBefore: asOf - retryWindowMs, unattributed, direct },
    });
  }
}
