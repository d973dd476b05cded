import type { Layout } from '../ledger/records.ts';

export interface Process {
  readonly diesAt: number | null;
  /** Every write is made twice, as the SDK does when an answer is lost. */
  readonly repeats: boolean;
  /** How far its clock is off. */
  readonly skewMs: number;
  /** It begins so many turns after the first. */
  readonly waits: number;
}

export interface Claiming extends Process {
  readonly name: string;
  readonly resources: readonly string[];
}

export interface Script {
  /** Of the processes, in turn: the layout changes on the way. */
  readonly layouts: readonly Omit<Layout, 'from'>[];
  readonly pageSize: number;
  /** Who is open from the beginning. */
  readonly opened: readonly string[];
  readonly orders: readonly (Process & {
    readonly count: number;
    readonly claims: readonly (Claiming & { readonly order: number })[];
  })[];
  readonly strays: readonly (Claiming & { readonly id: string })[];
  readonly changes: readonly (Process & { readonly name: string; readonly to: 'open' | 'close' })[];
  readonly closers: readonly Process[];
  readonly readers: readonly Process[];
}
