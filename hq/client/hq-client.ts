import { setTimeout as sleep } from 'node:timers/promises';
import type { GeneratorSettings, GeneratorStatus } from '../generator/generator.ts';
import type { ConservationReport } from '../report/report.ts';
import { audit, recountAll } from '../ledger/audit.ts';
import type { CountedStanding, LedgerReader, LedgerWindow } from '../ledger/ledger-reader.ts';
import { described, type OrderStatus, type ParticipantOrderStatus } from '../report/order-status.ts';
import { HqClientError } from './hq-client-error.ts';
import { HqHttp, type HqClientOptions } from './hq-http.ts';

/** A participant as HQ describes it. Times are ISO 8601, UTC. */
export interface DescribedParticipant {
  readonly name: string;
  readonly open: boolean;
  readonly createdAt: string;
  readonly unattributedExpected: boolean;
  /** Absent for any number. */
  readonly directExpected?: number;
  readonly deadLetterQueueUrls: readonly string[];
  /** The newest first: the last four characters of each; null is a key that is valid until it is rotated, or was not used. */
  readonly keys: readonly {
    readonly end: string;
    readonly createdAt: string;
    readonly validUntil: string | null;
    readonly usedAt: string | null;
  }[];
  readonly periods: readonly { readonly openedAt: string; readonly closedAt: string | null }[];
}

/** One order, as the ledger of one participant has it. Times are ISO 8601, UTC. */
export interface LedgerOrder extends Omit<ParticipantOrderStatus, 'participant'> {
  readonly orderId: string;
}

export interface NewParticipant {
  readonly name: string;
  /** The participant's services send no order ids, so that unattributed claims are no alarm. */
  readonly unattributedExpected?: boolean;
  /** How many direct orders are expected, beyond which they are red. @default any number */
  readonly directExpected?: number;
  readonly deadLetterQueueUrls?: readonly string[];
}

/** For how many minutes an old key may stay valid. */
export type KeyOverlap = 0 | 15 | 60 | 1_440;

/** A participant's API key, shown this once. */
export interface GivenKey {
  readonly name: string;
  readonly apiKey: string;
}

const REPORT_LIMIT_MS = 30_000;
/** For calls that read or write much. */
const LONG_CALL = { usualMs: REPORT_LIMIT_MS };
const REPUBLISH_PAUSE_MS = 200;

/** Orders that the ledger is handed on in. */
const LEDGER_PAGE = 1_000;

/** Interstella HQ, for the command line and the tests. Every call rejects with an HqClientError. */
export class HqClient {
  readonly #http: HqHttp;

  constructor(options: HqClientOptions) {
    this.#http = new HqHttp(options);
  }

  /** With an audit, reads all that was ever written, in pieces, counts it here and compares. */
  async report(question: { participant?: string; audit?: boolean } = {}): Promise<ConservationReport> {
    const { participant, audit: audited = false } = question;
    const found = audited ? await audit(this.#reader, participant) : undefined;
    const report = await this.#http.call<ConservationReport>('GET', '/report', undefined, {
      params: participant === undefined ? {} : { participant },
      ...LONG_CALL,
    });
    return found ? { ...report, audit: { agrees: found.differences.length === 0, ...found } } : report;
  }

  addParticipant(participant: NewParticipant): Promise<GivenKey> {
    return this.#http.call('POST', '/admin/participants', participant);
  }

  async participants(): Promise<readonly DescribedParticipant[]> {
    const answer = await this.#http.call<{ participants: DescribedParticipant[] }>(
      'GET',
      '/admin/participants',
    );
    return answer.participants;
  }

  open(name: string): Promise<DescribedParticipant> {
    return this.#http.call('POST', `/admin/participants/${encodeURIComponent(name)}/open`);
  }

  close(name: string): Promise<DescribedParticipant> {
    return this.#http.call('POST', `/admin/participants/${encodeURIComponent(name)}/close`);
  }

  /** Counts the participant anew from now on. */
  beginRound(name: string): Promise<DescribedParticipant> {
    return this.#http.call('POST', `/admin/participants/${encodeURIComponent(name)}/round`);
  }

  /** What is red with the participant now was looked into. */
  async acknowledge(name: string, reason: string): Promise<void> {
    await this.#http.call('POST', `/admin/participants/${encodeURIComponent(name)}/acknowledgements`, {
      reason,
    });
  }

  async removeParticipant(name: string): Promise<void> {
    await this.#http.call('DELETE', `/admin/participants/${encodeURIComponent(name)}`);
  }

  /** Gives the participant a new API key. @param overlapMinutes how long the old one stays valid */
  rotateKey(name: string, overlapMinutes: KeyOverlap = 0): Promise<GivenKey> {
    const path = `/admin/participants/${encodeURIComponent(name)}/key`;
    return this.#http.call('POST', path, undefined, { params: { overlapMinutes } });
  }

  /** Says where deliveries go that the participant did not take, instead of what was said before. */
  setDeadLetterQueues(name: string, urls: readonly string[]): Promise<DescribedParticipant> {
    return this.#http.call('PUT', `/admin/participants/${encodeURIComponent(name)}/dead-letter-queues`, {
      urls,
    });
  }

  generator(): Promise<GeneratorStatus> {
    return this.#http.call('GET', '/admin/generator');
  }

  setGenerator(settings: Partial<GeneratorSettings>): Promise<GeneratorStatus> {
    return this.#http.call('PUT', '/admin/generator', settings);
  }

  /** Publishes orders now; their ids, once the ledger has them. */
  async order(count = 1): Promise<readonly string[]> {
    const answer = await this.#http.call<{ orderIds: string[] }>(
      'POST',
      '/admin/orders',
      { count },
      LONG_CALL,
    );
    return answer.orderIds;
  }

  /** Publishes the open orders again of everyone who is open, or of one participant. @returns how many */
  async republish(participant?: string): Promise<{ readonly count: number }> {
    let count = 0;
    let after: string | null | undefined;
    do {
      const body = { ...(participant !== undefined && { participant }), ...(after && { after }) };
      const answer = await this.#republishSome(body);
      count += answer.count;
      after = answer.next;
    } while (after !== null);
    return { count };
  }

  /** HQ that has no room for more has it soon. */
  async #republishSome(body: object): Promise<{ count: number; next: string | null }> {
    const deadline = Date.now() + REPORT_LIMIT_MS;
    for (;;) {
      try {
        return await this.#http.call('POST', '/admin/republish', body, LONG_CALL);
      } catch (error) {
        const isFull = error instanceof HqClientError && error.status === 503;
        if (!isFull || Date.now() > deadline || !('after' in body)) throw error;
        await sleep(REPUBLISH_PAUSE_MS);
      }
    }
  }

  /** Undefined for an order that the ledger does not know. */
  async orderStatus(orderId: string): Promise<OrderStatus | undefined> {
    try {
      return await this.#http.call<OrderStatus>('GET', `/orders/${encodeURIComponent(orderId)}`);
    } catch (error) {
      if (error instanceof HqClientError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Everything that the ledger has about a participant's orders, by their ids. */
  async *ledger(participant: string): AsyncGenerator<readonly LedgerOrder[]> {
    const [standing] = await this.#reader.standings(participant);
    if (!standing) return;
    const recount = await recountAll(this.#reader, [{ ...standing, through: Infinity }]);
    let page: LedgerOrder[] = [];
    for (const order of recount.ordersOf(participant)) {
      page.push({ orderId: order.orderId, ...described(order) });
      if (page.length < LEDGER_PAGE) continue;
      yield page;
      page = [];
    }
    yield page;
  }

  get #reader(): LedgerReader {
    return {
      standings: async (participant) => {
        const params = participant === undefined ? {} : { participant };
        const path = '/admin/ledger/standings';
        return (
          await this.#http.call<{ standings: CountedStanding[] }>('GET', path, undefined, {
            params,
            ...LONG_CALL,
          })
        ).standings;
      },
      window: (from) =>
        this.#http.call<LedgerWindow>('GET', '/admin/ledger', undefined, { params: { from }, ...LONG_CALL }),
    };
  }
}
