import type { Claim } from '../ledger/records.ts';
import type { Script } from './ledger-script.ts';

/** A call of the ledger, with its begin and end in turns. */
export interface Span {
  readonly begun: number;
  /** Infinity while it is running. */
  ended: number;
  /** False if the answer was lost: the call may have taken effect or not. */
  answered: boolean;
}

export type Change = Span & Pick<Script['changes'][number], 'name' | 'to'>;

interface Acknowledged {
  readonly name: string;
  readonly reason: string;
  /** Its process makes every write twice: it may be kept twice. */
  readonly repeats: boolean;
}

/** All calls of a ledger, and the contents that it may have after them. */
export class History {
  /** The ids are known once it is answered. */
  readonly makings: (Span & { readonly orderIds: string[] })[] = [];
  readonly claims: (Span & { readonly claim: Claim })[] = [];
  readonly changes: Change[] = [];
  readonly acknowledgements: (Span & Acknowledged)[] = [];

  constructor(private readonly now: () => number) {}

  /** Those that were answered. */
  get orders(): readonly (Span & { readonly orderId: string })[] {
    return this.makings.flatMap(({ orderIds, ...span }) => orderIds.map((orderId) => ({ orderId, ...span })));
  }

  /** Makes a call and records its begin and end. */
  async note<T extends object>(list: (T & Span)[], what: T, work: () => Promise<unknown>): Promise<void> {
    const one = { ...what, begun: this.now(), ended: Infinity, answered: false };
    list.push(one);
    try {
      await work();
      one.answered = true;
    } finally {
      one.ended = this.now();
    }
  }

  /**
   * The possible answers to "is the participant owed the order?" for a reader between these turns. Both are possible if
   * changes were running at the same time or their answers were lost.
   */
  mayBeOwed(name: string, order: Span, seen: Span): ReadonlySet<boolean> {
    const changes = this.#changesOf(name, seen).filter(({ to }) => to !== 'round');
    const earlier = changes.filter(({ begun }) => begun < order.ended);
    const certain = earlier.filter(({ answered, ended }) => answered && ended <= order.begun);
    const last = earlier.filter(({ ended }) => !certain.some(({ begun }) => begun >= ended));
    const open = new Set(last.map(({ to }) => to === 'open'));
    if (certain.length === 0) open.add(false);
    const isCounted = this.mayBeCounted(name, order, seen);
    return new Set([...open].flatMap((isOpen) => [...isCounted].map((counted) => isOpen && counted)));
  }

  /** Whether something of a participant can belong to the present round. */
  mayBeCounted(name: string, what: Span, seen: Span): ReadonlySet<boolean> {
    const resets = this.#changesOf(name, seen).filter(({ to }) => to === 'round' || to === 'removed');
    const isOver = ({ answered, begun, ended }: Span) =>
      answered && begun >= what.ended && ended <= seen.begun;
    if (resets.some(isOver)) return new Set([false]);
    const before = resets.filter(({ answered, ended }) => answered && ended <= what.begun);
    const open = resets.filter(
      (one) => !before.includes(one) && !before.some(({ begun }) => begun >= one.ended),
    );
    return new Set(open.length > 0 ? [true, false] : [true]);
  }

  #changesOf(name: string, seen: Span): readonly Change[] {
    return this.changes.filter((change) => change.name === name && change.begun < seen.ended);
  }
}
