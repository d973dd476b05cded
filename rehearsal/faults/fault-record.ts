import { TIME_LIMITS_MS } from '@interstella/libs/time-limits';
import { type Fault, isSnsFault } from './fault.ts';

/** Something that was done to a kit on purpose. Times are milliseconds since 1970. */
export interface FaultMark {
  /** What and to whom: `kill iridium`. */
  readonly what: string;
  readonly from: number;
  readonly until: number;
  /** Until when requests may fail for its sake; null if none may. */
  readonly failsUntil: number | null;
}

/** For what was killed, or was replaced since it hung, to be there again and healthy, in milliseconds. */
const RETURN_MS = 20_000;

/** More than anybody breaks by hand; of more, the last are known. */
const MOST_MARKS = 1_000;

/** Which faults there were, and when. */
export class FaultRecord {
  #marks: (FaultMark & { readonly of: string })[] = [];

  get marks(): readonly FaultMark[] {
    return this.#marks.map(({ what, from, until, failsUntil }) => ({ what, from, until, failsUntil }));
  }

  /** What is done to one target ends what was done to it before; of the same kind, it is one fault that goes on. */
  note(fault: Fault, from: number): void {
    const of = `${fault.kind} ${fault.target}`;
    const until = from + ('forMs' in fault ? fault.forMs : 0);
    const earlier = this.#marks.findLast((mark) => mark.of === of && mark.until > from);
    const begunAt = earlier?.from ?? from;
    this.#marks = this.#marks.filter((mark) => mark !== earlier).slice(1 - MOST_MARKS);
    const times = { from: begunAt, until, failsUntil: failsUntil(fault, until) };
    this.#marks.push({ of, what: whatOf(of, until - begunAt), ...times });
  }
}

/**
 * A request that has met a fault goes on for as long as an attempt of SNS at most. What is done to deliveries on their way
 * makes none fail.
 */
function failsUntil(fault: Fault, until: number): number | null {
  if (isSnsFault(fault)) return null;
  const returnMs = fault.kind === 'kill' || fault.kind === 'hang' ? RETURN_MS : 0;
  return until + returnMs + TIME_LIMITS_MS.attempt;
}

function whatOf(fault: string, forMs: number): string {
  return forMs > 0 ? `${fault} for ${Math.round(forMs / 1_000)} s` : fault;
}
