import { RequestError } from '@interstella/libs/errors';
import { KEY_HEADER } from '../control-key/index.ts';
import type { TrafficTotals } from './load-balancer/traffic.ts';
import { trafficBetween, type TrafficInterval } from './load-balancer/traffic-between.ts';
import type { ChangeEvent, ChangeResult } from './events.ts';
import type { InjectedFault, ServiceFault } from './faults.ts';
import type { ImageCatalogue } from './tasks/process-driver.ts';
import type { OverlayLine } from './overlay-lines.ts';
import type { PlatformState } from './state.ts';

const CALL_LIMIT_MS = 10_000;
/** The platform says something every 5 s while a change is under way. */
const SILENCE_LIMIT_MS = 30_000;
/** Of an answer in JSON: the state, or a template. */
const LINE_LIMIT = 16 * 1_024 * 1_024;

const ENDED = 'The platform ended in the midst of the change.';

export interface PlatformClientOptions {
  /** Of the control API, such as http://127.0.0.1:41234. */
  readonly url: string;
  readonly key: string;
}

/** The platform did not do what it was asked; the message says why. */
export class PlatformError extends RequestError {
  /** @param status of its answer; undefined if it did not answer */
  constructor(message: string, status?: number, options?: ErrorOptions) {
    super('PLATFORM', message, status, options);
  }
}

type Hear = (event: ChangeEvent) => void;

/** The platform that `npm start` runs, for the command line and the tests. Every call rejects with a PlatformError. */
export class PlatformClient {
  readonly #options: PlatformClientOptions;
  /** As it was asked for last. */
  #traffic: TrafficTotals | undefined;
  /** Resolves when nobody asks about the traffic any more. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(options: PlatformClientOptions) {
    this.#options = options;
  }

  async state(): Promise<PlatformState> {
    return (await this.#call('GET', '/state')) as PlatformState;
  }

  /** In what it differs from every template: all of it. */
  async overlay(): Promise<readonly OverlayLine[]> {
    return (await this.#call('GET', '/overlay')) as readonly OverlayLine[];
  }

  /** The template that is deployed; undefined before the first. */
  async template(): Promise<unknown> {
    return ((await this.#call('GET', '/deployment')) as { template?: unknown }).template;
  }

  /** What the load balancer did since this client asked last, or since the start. Each client has a count of its own. */
  takeTraffic(): Promise<TrafficInterval> {
    // One after the other: of answers out of turn, one would tell less than nothing.
    const taken = this.#asking.then(() => this.#takeTraffic());
    this.#asking = taken.catch(() => undefined);
    return taken;
  }

  async #takeTraffic(): Promise<TrafficInterval> {
    const totals = (await this.#call('GET', '/traffic')) as TrafficTotals;
    const interval = trafficBetween(this.#traffic, totals);
    this.#traffic = totals;
    return interval;
  }

  /** Breaks a service on purpose, for a while. */
  async injectFault(fault: ServiceFault): Promise<InjectedFault> {
    return (await this.#call('POST', '/faults', fault)) as InjectedFault;
  }

  /**
   * Deploys a template; resolves when that has ended, well or not.
   *
   * @param plannedAt the state's revision: refused if anything was deployed since. @default whatever is there
   */
  deploy(
    template: unknown,
    catalogue: ImageCatalogue,
    hear: Hear,
    plannedAt?: number,
  ): Promise<ChangeResult> {
    return this.#change('PUT', '/deployment', { template, catalogue, plannedAt }, hear);
  }

  scale(service: string, desiredCount: number, hear: Hear): Promise<ChangeResult> {
    return this.#change('POST', `/services/${encodeURIComponent(service)}/scale`, { desiredCount }, hear);
  }

  runTask(hear: Hear): Promise<ChangeResult> {
    return this.#change('POST', '/tasks/run', {}, hear);
  }

  stopTasks(hear: Hear): Promise<ChangeResult> {
    return this.#change('POST', '/tasks/stop', {}, hear);
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.#fetch(method, path, body, AbortSignal.timeout(CALL_LIMIT_MS));
    const text = await response.text().catch(() => undefined);
    if (text === undefined) throw new PlatformError('The platform broke its answer off.');
    return JSON.parse(text) as unknown;
  }

  async #change(method: string, path: string, body: unknown, hear: Hear): Promise<ChangeResult> {
    const silence = new AbortController();
    const limit = setTimeout(() => {
      silence.abort();
    }, SILENCE_LIMIT_MS);
    try {
      const response = await this.#fetch(method, path, body, silence.signal);
      for await (const event of eventsOf(response)) {
        limit.refresh();
        if (event.event === 'result') return event.result;
        hear(event);
      }
    } catch (error) {
      if (!silence.signal.aborted) throw error;
      throw new PlatformError(`The platform said nothing for ${SILENCE_LIMIT_MS / 1_000} s.`);
    } finally {
      clearTimeout(limit);
    }
    throw new PlatformError(ENDED);
  }

  async #fetch(method: string, path: string, body: unknown, signal: AbortSignal): Promise<Response> {
    const { url, key } = this.#options;
    const headers = { [KEY_HEADER]: key, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(url + path, { method, headers, signal, ...sent }).catch(() => undefined);
    if (!response)
      throw new PlatformError(`The platform at ${url} does not answer. Is \`npm start\` still running?`);
    if (response.ok) return response;
    const { error } = (await response.json().catch(() => ({}))) as { error?: string };
    throw new PlatformError(error ?? `The platform answered ${response.status}.`, response.status);
  }
}

/** @throws PlatformError if a line is too long or no JSON, or the stream breaks off */
async function* eventsOf({ body }: Response): AsyncGenerator<ChangeEvent> {
  if (!body) return;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunksOf(body)) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > LINE_LIMIT) throw new PlatformError('The platform says too much in one line.');
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield parse(line);
  }
}

async function* chunksOf(body: NonNullable<Response['body']>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (cause) {
    throw new PlatformError(ENDED, undefined, { cause });
  }
}

function parse(line: string): ChangeEvent {
  try {
    return JSON.parse(line) as ChangeEvent;
  } catch (cause) {
    throw new PlatformError(`The platform said what is no JSON: ${line.slice(0, 100)}`, undefined, { cause });
  }
}
