import * as v from 'valibot';
import type { Deployment } from './deployment/index.ts';
import type { Disturbance } from './load-balancer/index.ts';
import { type Clock, SYSTEM_CLOCK } from './tasks/clock.ts';
import { Refusal } from './refusal.ts';

/** Nothing that is broken on purpose stays so for longer, in milliseconds. */
const LONGEST_MS = 600_000;
const LONGEST_DELAY_MS = 60_000;

const forMs = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LONGEST_MS));
/** A service, with or without the environment's name before it, or the id of a task. */
const target = v.pipe(v.string(), v.maxLength(100));

/** What can be done to a service on purpose. */
export const ServiceFault = v.variant('kind', [
  v.strictObject({ kind: v.literal('kill'), target }),
  v.strictObject({ kind: v.literal('hang'), target, forMs }),
  v.strictObject({
    kind: v.literal('slow'),
    target,
    forMs,
    delayMs: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LONGEST_DELAY_MS)),
  }),
  v.strictObject({
    kind: v.literal('error'),
    target,
    forMs,
    share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  }),
]);
export type ServiceFault = v.InferOutput<typeof ServiceFault>;

/** What was done, in words. */
export interface InjectedFault {
  readonly what: string;
}

interface RunningService {
  readonly name: string;
  readonly tasks: readonly { readonly id: string; readonly status: string }[];
}

export interface FaultParts {
  readonly deployment: () => Deployment | undefined;
  readonly services: () => readonly RunningService[];
  /** @throws if there is no such task */
  readonly signalTask: (id: string, signal: NodeJS.Signals) => void;
  readonly disturb: (targetGroup: string, disturbance: Disturbance, forMs: number) => void;
  /** One of several, any. @default a random one */
  readonly choose?: (count: number) => number;
  /** @default the machine's */
  readonly clock?: Pick<Clock, 'after'>;
}

/** Breaks services on purpose, each for a while. A fault ends by itself, also when its caller is gone. */
export class Faults {
  readonly #parts: FaultParts;
  /** By the id of a task that hangs: what takes back that it goes on. */
  readonly #hanging = new Map<string, () => void>();

  constructor(parts: FaultParts) {
    this.#parts = parts;
  }

  /** @throws Refusal if there is no such service or task, or it has nothing that could be broken so */
  inject(fault: ServiceFault): InjectedFault {
    switch (fault.kind) {
      case 'kill': {
        const task = this.#taskOf(fault.target);
        this.#parts.signalTask(task, 'SIGKILL');
        return { what: `task ${task} of ${fault.target} was killed` };
      }
      case 'hang': {
        const task = this.#taskOf(fault.target);
        this.#hang(task, fault.forMs);
        return { what: `task ${task} of ${fault.target} hangs for ${seconds(fault.forMs)}` };
      }
      case 'slow': {
        const { delayMs } = fault;
        const group = this.#disturb(fault.target, { kind: 'slow', delayMs }, fault.forMs);
        return { what: `requests to ${group} take ${delayMs} ms longer for ${seconds(fault.forMs)}` };
      }
      case 'error': {
        const { share } = fault;
        const group = this.#disturb(fault.target, { kind: 'error', share }, fault.forMs);
        const percent = Math.round(share * 100);
        return { what: `${percent} % of the requests to ${group} fail for ${seconds(fault.forMs)}` };
      }
    }
  }

  /** Counts instead of what was asked for before. A task that ended meanwhile needs no waking. */
  #hang(task: string, duration: number): void {
    this.#parts.signalTask(task, 'SIGSTOP');
    this.#hanging.get(task)?.();
    const takeBack = (this.#parts.clock ?? SYSTEM_CLOCK).after(duration, () => {
      this.#hanging.delete(task);
      try {
        this.#parts.signalTask(task, 'SIGCONT');
      } catch {
        // It is gone.
      }
    });
    this.#hanging.set(task, takeBack);
  }

  #disturb(name: string, disturbance: Disturbance, duration: number): string {
    const service = this.#serviceNamed(name);
    const deployed = this.#parts.deployment()?.services.find((one) => one.name === service?.name);
    if (!deployed) throw this.#unknown(name);
    if (deployed.targetGroup === undefined) {
      throw new Refusal(409, `${deployed.name} has no load balancer in front of it that could do that.`);
    }
    this.#parts.disturb(deployed.targetGroup, disturbance, duration);
    return deployed.name;
  }

  #taskOf(name: string): string {
    const services = this.#parts.services();
    if (services.some(({ tasks }) => tasks.some(({ id }) => id === name))) return name;
    const service = this.#serviceNamed(name);
    if (!service) throw this.#unknown(name);
    const running = service.tasks.filter(({ status }) => status === 'RUNNING');
    const { choose = (count) => Math.floor(Math.random() * count) } = this.#parts;
    const chosen = running[choose(running.length)];
    if (!chosen) throw new Refusal(409, `No task of ${service.name} runs right now.`);
    return chosen.id;
  }

  #serviceNamed(name: string): RunningService | undefined {
    const prefix = this.#parts.deployment()?.environmentName ?? '';
    return this.#parts.services().find((one) => one.name === name || one.name === `${prefix}-${name}`);
  }

  #unknown(name: string): Refusal {
    const known = this.#parts.services().map((one) => one.name);
    return new Refusal(
      404,
      `There is no service or task ${name} here. Services: ${known.join(', ') || 'none'}.`,
    );
  }
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`;
}
