import { HqClientError } from '@interstella/hq/client';
import type { Fault } from '../../../faults/fault.ts';
import type { PathStep } from '../../fault-script.ts';
import type { FaultTools } from '../scenario.ts';
import type { ScriptedFaults } from '../scripted-faults.ts';

const STEP_MS = 3_000;
const TRIP_MS = 20;
const PER_SECOND = 50;

/** A rehearsal without a kit, in a time of its own; faults have the effects that they have there, or none. */
export class SimulatedWorld {
  readonly injected: Fault[] = [];
  /** Whether anything comes of what is injected. */
  readonly works: boolean;
  #now = 1_000_000;
  #stage = 'alb';
  #taskNumber = 0;
  readonly #tasks = new Map<string, string>();
  readonly #untilBy = new Map<string, number>();
  #failed = 0;
  #repeats = 0;

  constructor(works: boolean) {
    this.works = works;
    this.#replace('monolith');
  }

  get tools(): FaultTools {
    return {
      now: () => this.#now,
      sleep: (ms: number) => {
        this.#pass(ms);
        return Promise.resolve();
      },
      inject: (fault: Fault) => {
        this.injected.push(fault);
        if (this.works) this.#break(fault);
        return Promise.resolve();
      },
      hq: {
        generator: () =>
          this.#is('kill hq')
            ? Promise.reject(new HqClientError('It does not answer.'))
            : Promise.resolve({}),
        report: () => Promise.resolve({ participants: [this.#report()] }),
      },
      participant: 'laptop',
      platform: {
        state: () => Promise.resolve(this.#state()),
        deploy: () => Promise.resolve(this.#deployBroken()),
      },
      catalogue: { 'interstella-iridium:latest': { entry: 'main.js', env: {} } },
      witness: () => ({ repeats: this.#repeats, overtaken: this.#repeats / 2 }),
      failedRequests: () => Promise.resolve(this.#failed),
    } as unknown as FaultTools;
  }

  /** Takes steps as a migration does. @returns how long each stage is to be left to work */
  async take(script: ScriptedFaults, steps: readonly PathStep[]): Promise<readonly (number | undefined)[]> {
    const holds: (number | undefined)[] = [];
    for (const step of steps) {
      await script.asked(step);
      script.held(step, 'The gate holds: 1 open');
      // As long as an order fails that is older than the stage; with none, as long as one takes.
      do this.#pass(TRIP_MS);
      while (this.#isFailing());
      await script.begun(step);
      this.#pass(STEP_MS);
      for (const { service } of step.to.tasks) if (!this.#tasks.has(service)) this.#replace(service);
      this.#stage = step.to.name;
      const hold = await script.stable(step);
      holds.push(hold);
      this.#pass(hold ?? STEP_MS);
    }
    return holds;
  }

  #break(fault: Fault): void {
    if (fault.kind === 'kill' && fault.target !== 'hq') {
      this.#replace(fault.target);
      this.#failed += 1;
    }
    if ('forMs' in fault) this.#untilBy.set(`${fault.kind} ${fault.target}`, this.#now + fault.forMs);
  }

  #is(fault: string): boolean {
    return (this.#untilBy.get(fault) ?? 0) > this.#now;
  }

  #isFailing(): boolean {
    return [...this.#tasks.keys()].some((name) => this.#is(`error ${name}`));
  }

  #pass(ms: number): void {
    const orders = (ms * PER_SECOND) / 1_000;
    if (this.#is('duplicate sns')) this.#repeats += orders;
    const isFailing =
      this.#is('kill hq') || [...this.#tasks.keys()].some((name) => this.#is(`error ${name}`));
    if (isFailing) this.#failed += orders;
    this.#now += ms;
  }

  #replace(service: string): void {
    this.#taskNumber += 1;
    this.#tasks.set(service, `task-${this.#taskNumber}`);
  }

  #report() {
    const published = ((this.#now - 1_000_000) * PER_SECOND) / 1_000;
    const isOld = this.#isFailing();
    const open = isOld || !this.works ? [{ orderId: `order-${isOld ? 'old' : this.#now}` }] : [];
    const counts = { published, complete: published, duplicatesAbsorbed: this.#repeats };
    return { participant: 'laptop', ...counts, orders: { open } };
  }

  #state() {
    const services = [...this.#tasks].map(([name, id]) => ({
      ...{
        name: `interstella-${name}`,
        healthyCount: 1,
        desiredCount: 1,
        tasks: [{ id, status: 'RUNNING' }],
      },
    }));
    return { stage: this.#stage, tasks: { services } };
  }

  #deployBroken() {
    this.#pass(STEP_MS);
    if (this.works) return { outcome: 'rolledBack', reason: 'never healthy', leftBehind: [] };
    this.#stage = 'iridium';
    return { outcome: 'done', leftBehind: [] };
  }
}
