import type { Fault } from './fault.ts';

/** Something that was done to a kit on purpose. Times are milliseconds since 1970. */
export interface FaultMark {
  /** What and to whom: `kill iridium`. */
  readonly what: string;
  readonly from: number;
  readonly until: number;
}

/** More than anybody breaks by hand; of more, the last are known. */
const MOST_MARKS = 1_000;

/** What was broken when, whoever asked for it. */
export class FaultRecord {
  #marks: (FaultMark & { readonly of: string })[] = [];

  get marks(): readonly FaultMark[] {
    return this.#marks.map(({ what, from, until }) => ({ what, from, until }));
  }

  /** What is done to one target ends what was done to it before; of the same kind, it is one fault that goes on. */
  note(fault: Fault, from: number): void {
    const of = `${fault.kind} ${fault.target}`;
    const until = from + ('forMs' in fault ? fault.forMs : 0);
    const earlier = this.#marks.findLast((mark) => mark.of === of && mark.until > from);
    const begunAt = earlier?.from ?? from;
    this.#marks = this.#marks.filter((mark) => mark !== earlier).slice(1 - MOST_MARKS);
    this.#marks.push({ of, what: whatOf(of, until - begunAt), from: begunAt, until });
  }
}

function whatOf(fault: string, forMs: number): string {
  return forMs > 0 ? `${fault} for ${Math.round(forMs / 1_000)} s` : fault;
}
