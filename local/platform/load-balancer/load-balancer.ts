import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Listener, TargetGroup as TargetGroupSettings } from '../deployment/index.ts';
import { isSuccess } from './answer-head.ts';
import { ClientSide } from './client-side.ts';
import { disturbed } from './disturbed.ts';
import { type Disturbance, Disturbances } from './disturbances.ts';
import { Exchange, type Outcome } from './exchange.ts';
import { answerInPlace } from './own-answer.ts';
import { readHead } from './request-head.ts';
import { Router, pathOf } from './router.ts';
import { keyOf } from './target-group.ts';
import { TargetGroupRegistry, type TargetGroupSnapshot } from './target-group-registry.ts';
import type { TargetGroups } from './targets.ts';
import { Traffic, type FailedRequest, type TrafficTotals } from './traffic.ts';

export interface LoadBalancerOptions {
  /** The address to listen on. */
  readonly host: string;
  /** Told of every failed request. */
  readonly onFailure?: (failure: FailedRequest) => void;
}

export interface LoadBalancerSnapshot {
  /** Where it listens; null if it does not. */
  readonly port: number | null;
  readonly targetGroups: readonly TargetGroupSnapshot[];
}

/** By what a request is judged, from its head to its end. */
interface Configuration {
  readonly router: Router;
  readonly idleTimeoutMs: number;
  readonly dropInvalidHeaders: boolean;
}

/** A request, as what it comes to is recorded. */
interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly startMs: number;
}

/** How long requests in hand may take when the load balancer stops listening. */
const CLOSE_LIMIT_MS = 5_000;
const DEFAULT_IDLE_TIMEOUT_MS = 60_000;
const KEPT_PATH = 200;

/**
 * An Application Load Balancer on one machine: HTTP/1.1, one listener. Rules, health checks, time limits and answers are
 * AWS's own, and their times the template's, never scaled. Unlike AWS's it refuses WebSockets, with 501: no service here
 * speaks them.
 */
export class LoadBalancer {
  readonly #options: LoadBalancerOptions;
  readonly #registry = new TargetGroupRegistry();
  readonly #traffic = new Traffic();
  readonly #disturbances = new Disturbances();
  readonly #exchanges = new WeakMap<IncomingMessage, Exchange>();
  #clientSide: ClientSide | undefined;
  #configuration: Configuration | undefined;
  #port = 0;

  constructor(options: LoadBalancerOptions) {
    this.#options = options;
  }

  /** Where it listens, or will again; 0 if it never did. */
  get port(): number {
    return this.#port;
  }

  get targetGroups(): TargetGroups {
    return this.#registry;
  }

  /**
   * Takes the port, and answers 503 until it is configured.
   *
   * @param port 0 for any
   * @returns the port
   * @throws Error of the system if the port cannot be had
   */
  async listen(port: number): Promise<number> {
    if (this.#clientSide) throw new Error(`The load balancer listens on port ${this.#port} already.`);
    const clientSide = new ClientSide({
      host: this.#options.host,
      onRequest: (request, response) => {
        this.#serve(request, response);
      },
      onUnreadable: (status, reason, request) => {
        if (request) this.#exchanges.get(request)?.unreadable(status, reason);
        else this.#record({ method: '', path: '', startMs: performance.now() }, { status, reason });
      },
    });
    clientSide.idleTimeoutMs = this.#configuration?.idleTimeoutMs ?? DEFAULT_IDLE_TIMEOUT_MS;
    this.#clientSide = clientSide;
    try {
      this.#port = await clientSide.listen(port);
    } catch (error) {
      this.#clientSide = undefined;
      throw error;
    }
    return this.#port;
  }

  /**
   * Takes over a listener and target groups, in one: every request is judged by the old ones or by the new ones. A target
   * group that stays keeps its targets; the targets of one that goes drain. Without a listener the port is given up, since
   * without a load balancer nobody listens there; with the next listener it is taken again.
   *
   * @throws Error, before anything is changed, if a rule leads nowhere or a health check has no proper matcher; Error of
   *   the system if the port cannot be had again
   */
  async configure(
    listener: Listener | undefined,
    targetGroups: readonly TargetGroupSettings[],
  ): Promise<void> {
    const idleTimeoutMs = listener ? listener.idleTimeoutS * 1_000 : DEFAULT_IDLE_TIMEOUT_MS;
    const router = listener && new Router(listener);
    this.#registry.configure(targetGroups, router?.targetGroups() ?? new Set(), idleTimeoutMs);
    this.#configuration = router && {
      router,
      idleTimeoutMs,
      dropInvalidHeaders: listener.dropInvalidHeaders,
    };
    if (listener === undefined) await this.#stopListening();
    else if (this.#clientSide) this.#clientSide.idleTimeoutMs = idleTimeoutMs;
    else if (this.#port !== 0) await this.listen(this.#port);
  }

  snapshot(): LoadBalancerSnapshot {
    return {
      port: this.#clientSide ? this.#port : null,
      targetGroups: this.#registry.snapshot(),
    };
  }

  /**
   * Disturbs the requests for a target group on purpose, for so long; what was done to it before ends.
   *
   * @throws Error if there is no such target group
   */
  disturb(targetGroup: string, disturbance: Disturbance, forMs: number): void {
    if (!this.#registry.get(targetGroup)) throw new Error(`There is no target group ${targetGroup}.`);
    this.#disturbances.begin(targetGroup, disturbance, forMs);
  }

  /** What came of all requests since the start. */
  traffic(): TrafficTotals {
    return this.#traffic.totals();
  }

  /** Lets requests in hand end for a few seconds, then ends everything. */
  async close(): Promise<void> {
    await this.#stopListening();
    await this.#registry.close();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '' } = request;
    const arrival = { method, path: pathOf(url), startMs: performance.now() };
    try {
      this.#route(request, response, arrival);
    } catch (error) {
      // What is thrown once an exchange has begun ends there.
      if (response.headersSent) response.destroy();
      else answerInPlace(response, 502);
      this.#record(arrival, { status: 502, reason: `the load balancer failed: ${String(error)}` });
    }
  }

  #route(request: IncomingMessage, response: ServerResponse, arrival: Arrival): void {
    const configuration = this.#configuration;
    if (configuration === undefined) {
      answerInPlace(response, 503);
      this.#record(arrival, { status: 503, reason: 'there is no listener yet' });
      return;
    }
    const { dropInvalidHeaders, idleTimeoutMs, router } = configuration;
    const head = readHead(request, { port: this.#port, dropInvalidHeaders });
    if ('reason' in head) {
      if (head.closes) response.shouldKeepAlive = false;
      answerInPlace(response, head.status);
      this.#record(arrival, head);
      return;
    }
    const action = router.decide(pathOf(head.target));
    if (action.type === 'fixed-response') {
      const { body, contentType, statusCode: status } = action;
      answerInPlace(response, status, contentType, body);
      this.#record(arrival, {
        status,
        ...(isSuccess(status) ? {} : { reason: 'as a rule says' }),
      });
      return;
    }
    const targetGroup = this.#registry.get(action.targetGroup);
    if (targetGroup === undefined) throw new Error(`The target group ${action.targetGroup} is not there.`);
    const onEnd = (outcome: Outcome) => {
      this.#record(arrival, outcome);
    };
    const onward = () => {
      const exchange = new Exchange({ request, response, head, targetGroup, idleTimeoutMs, onEnd });
      this.#exchanges.set(request, exchange);
      exchange.start();
    };
    const disturbance = this.#disturbances.on(targetGroup.name);
    if (disturbance) disturbed(disturbance, response, onward, onEnd);
    else onward();
  }

  #record({ method, path, startMs }: Arrival, { reason, status, target }: Outcome): void {
    const latencyMs = performance.now() - startMs;
    if (reason === undefined) {
      this.#traffic.record({ status, latencyMs });
      return;
    }
    const failure: FailedRequest = {
      at: new Date().toISOString(),
      method,
      path: path.slice(0, KEPT_PATH),
      status,
      ...(target === undefined ? {} : { target: keyOf(target.address) }),
      reason,
    };
    this.#traffic.record({ status, latencyMs, failure });
    this.#options.onFailure?.(failure);
  }

  async #stopListening(): Promise<void> {
    const clientSide = this.#clientSide;
    this.#clientSide = undefined;
    await clientSide?.close(CLOSE_LIMIT_MS);
  }
}
