import { UsageError } from '@interstella/libs/errors';
import type { Fault } from './fault.ts';

/** What can be chosen about a fault. */
interface Choices {
  /** How long, in seconds. */
  readonly for?: number;
  /** Of `slow`, in milliseconds. */
  readonly delay?: number;
  /** Of `error`: the share of the requests, 0 to 1. */
  readonly rate?: number;
}

/** As a person asks for it. */
export interface FaultWanted extends Choices {
  readonly kind: string;
  readonly target: string;
}

export const FAULT_DEFAULTS = { for: 10, delay: 2_000, rate: 0.5 } as const satisfies Required<Choices>;

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
const LONGEST_DELAY_MS = 60_000;

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
  refuseVain(wanted);
  const { for: seconds, delay, rate } = { ...FAULT_DEFAULTS, ...wanted };
  refuseBeyond({ for: seconds, delay, rate });
  const forMs = Math.round(seconds * 1_000);
  if (target === 'sns') return { kind: kind === 'shuffle' ? 'shuffle' : 'duplicate', target, forMs };
  if (target === 'hq') return { kind: kind === 'hang' ? 'hang' : 'kill', target, forMs };
  if (kind === 'slow') return { kind, target, forMs, delayMs: Math.round(delay) };
  if (kind === 'error') return { kind, target, forMs, share: rate };
  return kind === 'hang' ? { kind, target, forMs } : { kind: 'kill', target };
}

/** What would change nothing about this fault, and so is not what somebody meant. */
function refuseVain({ kind, target, for: seconds, delay, rate }: FaultWanted): void {
  if (delay !== undefined && kind !== 'slow')
    throw new UsageError(`--delay is of slow alone, not of ${kind}.`);
  if (rate !== undefined && kind !== 'error')
    throw new UsageError(`--rate is of error alone, not of ${kind}.`);
  if (seconds !== undefined && kind === 'kill' && target !== 'hq')
    throw new UsageError('--for is not of a task that is killed: it is replaced at once. Of hq it is.');
}

function refuseBeyond({ for: seconds, delay, rate }: Required<Choices>): void {
  if (seconds === 0) throw new UsageError('--for 0: it would be over before it began.');
  if (seconds > LONGEST_S)
    throw new UsageError(`--for ${seconds}: nothing stays broken for longer than ${LONGEST_S} s.`);
  if (delay > LONGEST_DELAY_MS)
    throw new UsageError(`--delay ${delay}: no request takes more than ${LONGEST_DELAY_MS} ms longer.`);
  if (rate > 1) throw new UsageError(`--rate ${rate}: a share of the requests is 0 to 1.`);
}

function isMeant(allowed: string, target: string): boolean {
  if (SPECIAL.includes(target)) return allowed === target;
  return allowed === '*' || (allowed === 'service' && !TASK_ID.test(target));
}

function inWords(target: string): string {
  if (target === 'service') return 'a service';
  return target === '*' ? 'a service or task' : target;
}
