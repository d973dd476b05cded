import { setTimeout as sleep } from 'node:timers/promises';
import { chunksOf } from '../chunks-of.ts';
import type { GeneratorSettings, GeneratorStatus } from '../generator/generator.ts';
import type { Republished } from '../generator/republisher.ts';
import type { NewParticipant } from '../participants/participant.ts';
import type { ConservationReport } from '../report/report.ts';
import { audit, recountAll } from '../ledger/audit.ts';
import type { CountedStanding, LedgerReader } from '../ledger/ledger-reader.ts';
import { described, type OrderStatus, type ParticipantOrderStatus } from '../report/order-status.ts';
import { HqClientError } from './hq-client-error.ts';
import { HqHttp, type HqClientOptions } from './hq-http.ts';

/** A participant as HQ describes it. Times are ISO 8601, UTC. */
export interface DescribedParticipant {
  readonly name: string;
  readonly open: boolean;
  readonly createdAt: string;
  readonly unattributedExpected: boolean;
  /** Absent if any number is expected. */
  readonly directExpected?: number;
  readonly deadLetterQueueUrls: readonly string[];
  /** Newest first. */
  readonly keys: readonly {
    /** The last four characters. */
    readonly end: string;
    readonly createdAt: string;
    /** Null for the present key. */
    readonly validUntil: string | null;
    /** Null if it was never used. */
    readonly usedAt: string | null;
  }[];
  readonly periods: readonly { readonly openedAt: string; readonly closedAt: string | null }[];
}

/** One order of a participant. Times are ISO 8601, UTC. */
export interface LedgerOrder extends Omit<ParticipantOrderStatus, 'participant'> {
  readonly orderId: string;
}

/** For how many minutes an old key may stay valid. */
export type KeyOverlap = 0 | 15 | 60 | 1_440;

/** A participant's new API key. HQ shows it only once. */
export interface GivenKey {
  readonly name: string;
  readonly apiKey: string;
}

const PARTICIPANTS = '/admin/participants';
const REPORT_LIMIT_MS = 30_000;
/** For calls that read or write much. */
const LONG_CALL = { usualMs: REPORT_LIMIT_MS };
const REPUBLISH_PAUSE_MS = 200;

/** Orders per page of `ledger()`. */
const LEDGER_PAGE = 1_000;

/** Calls Interstella HQ, for the command line and the tests. Every failed call rejects with an HqClientError. */
export class HqClient {
  readonly #http: HqHttp;

  constructor(options: HqClientOptions) {
    this.#http = new HqHttp(options);
  }

  /** Reads the report. With `audit`, also recounts the whole ledger in this process and compares. */
  async report(question: { participant?: string; audit?: boolean } = {}): Promise<ConservationReport> {
    const { participant, audit: audited = false } = question;
    const found = audited ? await audit(this.#reader, participant) : undefined;
    const report = await this.#read<ConservationReport>('/report', { participant });
    return found ? { ...report, audit: { agrees: found.differences.length === 0, ...found } } : report;
  }

  addParticipant(participant: NewParticipant): Promise<GivenKey> {
    return this.#http.call('POST', PARTICIPANTS, { data: participant });
  }

  async participants(): Promise<readonly DescribedParticipant[]> {
    const answer = await this.#http.call<{ participants: DescribedParticipant[] }>('GET', PARTICIPANTS);
    return answer.participants;
  }

  open(name: string): Promise<DescribedParticipant> {
    return this.#http.call('POST', `${pathOf(name)}/open`);
  }

  close(name: string): Promise<DescribedParticipant> {
    return this.#http.call('POST', `${pathOf(name)}/close`);
  }

  /** Resets the participant's counts. */
  beginRound(name: string): Promise<DescribedParticipant> {
    return this.#http.call('POST', `${pathOf(name)}/round`);
  }

  /** Acknowledges what is red now. */
  async acknowledge(name: string, reason: string): Promise<void> {
    await this.#http.call('POST', `${pathOf(name)}/acknowledgements`, { data: { reason } });
  }

  async removeParticipant(name: string): Promise<void> {
    await this.#http.call('DELETE', pathOf(name));
  }

  /** Gives the participant a new API key. @param overlapMinutes how long the old one stays valid */
  rotateKey(name: string, overlapMinutes: KeyOverlap = 0): Promise<GivenKey> {
    return this.#http.call('POST', `${pathOf(name)}/key`, { params: { overlapMinutes } });
  }

  /** Replaces the participant's dead-letter queues. */
  setDeadLetterQueues(name: string, urls: readonly string[]): Promise<DescribedParticipant> {
    return this.#http.call('PUT', `${pathOf(name)}/dead-letter-queues`, { data: { urls } });
  }

  generator(): Promise<GeneratorStatus> {
    return this.#http.call('GET', '/admin/generator');
  }

  setGenerator(settings: Partial<GeneratorSettings>): Promise<GeneratorStatus> {
    return this.#http.call('PUT', '/admin/generator', { data: settings });
  }

  /** Makes orders now. @returns their ids, once the ledger has them */
  async order(count = 1): Promise<readonly string[]> {
    const options = { data: { count }, ...LONG_CALL };
    return (await this.#http.call<{ orderIds: string[] }>('POST', '/admin/orders', options)).orderIds;
  }

  /** Publishes the open orders of all open participants, or of one, again. */
  async republish(participant?: string): Promise<Omit<Republished, 'next'>> {
    const total = { count: 0, expired: 0 };
    let after: string | undefined;
    do {
      const answer = await this.#republishSome(participant, after);
      total.count += answer.count;
      total.expired += answer.expired;
      after = answer.next ?? undefined;
    } while (after !== undefined);
    return total;
  }

  /** Retries while HQ's backlog is full. */
  async #republishSome(participant?: string, after?: string): Promise<Republished> {
    const deadline = Date.now() + REPORT_LIMIT_MS;
    for (;;) {
      try {
        const options = { data: { participant, after }, ...LONG_CALL };
        return await this.#http.call('POST', '/admin/republish', options);
      } catch (error) {
        const isFull = error instanceof HqClientError && error.status === 503;
        if (!isFull || Date.now() > deadline || after === undefined) throw error;
        await sleep(REPUBLISH_PAUSE_MS);
      }
    }
  }

  /** Undefined if the ledger does not have the order. */
  async orderStatus(orderId: string): Promise<OrderStatus | undefined> {
    try {
      return await this.#http.call<OrderStatus>('GET', `/orders/${encodeURIComponent(orderId)}`);
    } catch (error) {
      if (error instanceof HqClientError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** All orders of a participant, page by page, sorted by id. */
  async *ledger(participant: string): AsyncGenerator<readonly LedgerOrder[]> {
    const [standing] = await this.#reader.standings(participant);
    if (!standing) return;
    const recount = await recountAll(this.#reader, [{ ...standing, through: Infinity }]);
    for (const page of chunksOf(recount.ordersOf(participant), LEDGER_PAGE)) {
      yield page.map((order) => ({ orderId: order.orderId, ...described(order) }));
    }
  }

  get #reader(): LedgerReader {
    return {
      standings: async (participant) => {
        const path = '/admin/ledger/standings';
        return (await this.#read<{ standings: CountedStanding[] }>(path, { participant })).standings;
      },
      window: (from) => this.#read('/admin/ledger', { from }),
    };
  }

  #read<T>(path: string, params: object): Promise<T> {
    return this.#http.call<T>('GET', path, { params, ...LONG_CALL });
  }
}

function pathOf(name: string): string {
  return `${PARTICIPANTS}/${encodeURIComponent(name)}`;
}
