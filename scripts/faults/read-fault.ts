import { UsageError } from '../terminal/usage-error.ts';
import type { Fault } from './fault.ts';

/** As a person asks for it. */
export interface FaultWanted {
  readonly kind: string;
  readonly target: string;
  /** How long, in seconds. */
  readonly for: number;
  /** Of `slow`, in milliseconds. */
  readonly delay: number;
  /** Of `error`: the share of the requests, 0 to 1. */
  readonly rate: number;
}

/** What can be done to whom; `*` is any service or task, `service` any service as a whole. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  kill: ['*', 'hq'],
  hang: ['*', 'hq'],
  slow: ['service'],
  error: ['service'],
  duplicate: ['sns'],
  shuffle: ['sns'],
};

const SPECIAL = ['hq', 'sns'];
/** How the supervisor names a task; no service is called so. */
const TASK_ID = /^[0-9a-f]{8}$/;
const LONGEST_S = 600;

/** @throws UsageError if there is no such thing, or it cannot be done to this target */
export function readFault(wanted: FaultWanted): Fault {
  const { kind, target } = wanted;
  const targets = KINDS[kind];
  if (!targets) {
    throw new UsageError(`There is no fault ${kind}. There are: ${Object.keys(KINDS).join(', ')}.`);
  }
  if (!targets.some((one) => isMeant(one, target))) {
    throw new UsageError(`${kind} cannot be done to ${target}, but to ${targets.map(inWords).join(' or ')}.`);
  }
  if (wanted.for > LONGEST_S)
    throw new UsageError(`--for ${wanted.for}: nothing stays broken for longer than ${LONGEST_S} s.`);
  if (wanted.rate > 1) throw new UsageError(`--rate ${wanted.rate}: a share of the requests is 0 to 1.`);
  const forMs = Math.round(wanted.for * 1_000);
  if (target === 'sns') return { kind: kind === 'shuffle' ? 'shuffle' : 'duplicate', target, forMs };
  if (target === 'hq') return { kind: kind === 'hang' ? 'hang' : 'kill', target, forMs };
  if (kind === 'slow') return { kind, target, forMs, delayMs: Math.round(wanted.delay) };
  if (kind === 'error') return { kind, target, forMs, share: wanted.rate };
  return kind === 'hang' ? { kind, target, forMs } : { kind: 'kill', target };
}

function isMeant(allowed: string, target: string): boolean {
  if (SPECIAL.includes(target)) return allowed === target;
  return allowed === '*' || (allowed === 'service' && !TASK_ID.test(target));
}

function inWords(target: string): string {
  if (target === 'service') return 'a service';
  return target === '*' ? 'a service or task' : target;
}
