import { waitFor } from '@interstella/libs/testing';
import { audit } from '../ledger/audit.ts';
import type { ParticipantReport } from '../report/report.ts';
import { type ModelParticipant, type Step } from './class-model.ts';
import { claim, publishOrders, RESOURCES, type TestClock, type TestHq } from './world.ts';

/** Runs the steps of a class with HQ and with the model. */
export class ClassRun {
  /** What was delivered and is not claimed yet. */
  readonly #delivered = new Map<string, { readonly topic: string; readonly orderId: string }[]>();
  #publishedBefore = 0;

  constructor(
    private readonly hq: TestHq,
    private readonly clock: TestClock,
    private readonly model: ReadonlyMap<string, ModelParticipant>,
  ) {}

  async step(step: Step): Promise<void> {
    switch (step.does) {
      case 'open':
      case 'close':
        await this.hq.participants[step.does](step.who);
        this.#of(step.who).isOpen = step.does === 'open';
        return;
      case 'subscribe':
        for (const topic of step.topics) this.#of(step.who).topics.add(topic);
        return;
      case 'unsubscribe':
        this.#of(step.who).topics.clear();
        this.#delivered.delete(step.who);
        return;
      case 'order':
        return this.#order(step.count);
      case 'republish':
        return this.#republish(step.whose);
      case 'claim':
        return this.#claimAll();
      case 'wait':
        this.clock.pass(step.ms);
        return;
      case 'count':
        this.clock.pass(61_000);
        await this.hq.closing.run();
    }
  }

  /** @returns the differences between the audit or the reports and the model, in sentences */
  async differences(): Promise<readonly string[]> {
    const { differences } = await audit(this.hq.ledger);
    const { participants = [] } = (await this.hq.reporter.report()) ?? {};
    return [
      ...differences.map(({ participant, problem }) => `${participant}: ${problem}`),
      ...participants.flatMap((report) => this.#differencesIn(report)),
    ];
  }

  #differencesIn(report: ParticipantReport): string[] {
    const { participant, red, lost, overdue, reasons, orders } = report;
    const model = this.#of(participant);
    const expected = { ...model.counted, orders: model.open };
    const names = Object.keys(model.counted) as (keyof typeof model.counted)[];
    const counted = Object.fromEntries(names.map((name) => [name, report[name]]));
    const reported = { ...counted, orders: orders.open.map(({ orderId }) => orderId) };
    const found: string[] = [];
    const same = (what: string, actual: unknown, wanted: unknown) => {
      const [is, must] = [JSON.stringify(actual), JSON.stringify(wanted)];
      if (is !== must) found.push(`${participant} has ${what} ${is}, and must have ${must}.`);
    };
    same('counted', reported, expected);
    const lostOrders = orders.lost.map(({ orderId }) => orderId);
    const { must, may } = model.lostAt(this.clock.time);
    const added = lostOrders.filter((orderId) => !may.includes(orderId));
    same('lost', lostOrders, [...new Set([...must, ...lostOrders])].sort());
    same('lost without reason', added, []);
    same('the numbers of lost and overdue orders', [lost, overdue], [lostOrders.length, lostOrders.length]);
    same('red', red, lostOrders.length > 0);
    const [oldest] = lostOrders;
    same('a reason for red', oldest !== undefined && reasons.join().includes(oldest), red);
    return found;
  }

  async #order(count: number): Promise<void> {
    const orderIds = await publishOrders(this.hq, count, []);
    for (const participant of this.model.values()) participant.ordered(orderIds, this.clock.time);
    this.#deliver();
  }

  async #republish(whose: readonly string[]): Promise<void> {
    const lacking = new Set(whose.flatMap((name) => this.#of(name).open));
    await this.hq.republisher.republish(whose);
    await waitFor('an empty outbox', () => this.hq.publisher.backlog === 0);
    for (const [name, participant] of this.model) {
      participant.republished(lacking, this.clock.time, whose.includes(name));
    }
    this.#deliver();
  }

  /** Delivers the orders published since the last call to all subscribed participants. */
  #deliver(): void {
    const { published } = this.hq.topics;
    for (const line of published.slice(this.#publishedBefore)) {
      const [topic = '', orderId = ''] = line.split(' ');
      for (const [name, { topics }] of this.model) {
        if (!topics.has(topic)) continue;
        this.#delivered.set(name, [...(this.#delivered.get(name) ?? []), { topic, orderId }]);
      }
    }
    this.#publishedBefore = published.length;
  }

  async #claimAll(): Promise<void> {
    for (const [name, deliveries] of this.#delivered) {
      for (const { topic, orderId } of deliveries) {
        const resources = topic === 'orders' ? RESOURCES : [topic];
        await claim(this.hq, name, orderId, resources, topic === 'orders' ? 'monolith' : topic);
        this.#of(name).claimed(orderId, resources);
      }
    }
    this.#delivered.clear();
  }

  #of(name: string): ModelParticipant {
    const participant = this.model.get(name);
    if (!participant) throw new Error(`Nobody is called ${name}.`);
    return participant;
  }
}
