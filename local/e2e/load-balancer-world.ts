import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rawCall, waitFor } from '@interstella/libs/testing';
import type { Action, HealthCheck, Listener, TargetGroup } from '../platform/deployment/index.ts';
import {
  LoadBalancer,
  type FailedRequest,
  type TargetAddress,
  type TargetHealthChange,
} from '../platform/load-balancer/index.ts';

/** A request as a target got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly connection: number;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const HEALTH_PATH = '/health';

/** A server behind the load balancer; health checks apart, it keeps what it gets and answers its name, or as it is told. */
export class StubTarget {
  readonly name: string;
  readonly received: Received[] = [];
  /** Health checks, and from which port each came. */
  readonly checks: (Pick<IncomingMessage, 'method' | 'headers'> & { readonly port: number | undefined })[] =
    [];
  /** How it answers health checks. */
  healthStatus = 200;
  handler: Handler | undefined;
  readonly #connections = new Map<object, number>();
  readonly #server = createServer((request, response) => {
    if (request.url === HEALTH_PATH) {
      const { headers, method, socket } = request;
      this.checks.push({ method, headers, port: socket.remotePort });
      if (this.healthStatus > 0) response.writeHead(this.healthStatus).end();
      return;
    }
    if (this.handler) this.handler(request, response);
    else this.#keep(request, response);
  });

  constructor(name: string) {
    this.name = name;
  }

  get address(): TargetAddress {
    return { host: '127.0.0.1', port: (this.#server.address() as AddressInfo).port };
  }

  /** How long it keeps an idle connection, and says so. */
  set keepAliveTimeoutMs(milliseconds: number) {
    this.#server.keepAliveTimeout = milliseconds;
  }

  /** How many connections it has had, those of health checks apart. */
  get connections(): number {
    return new Set(this.received.map(({ connection }) => connection)).size;
  }

  async start(port = 0): Promise<this> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #keep(request: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(request.socket) ?? this.#connections.size + 1;
    this.#connections.set(request.socket, connection);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers, method = '', url = '' } = request;
      const body = Buffer.concat(chunks).toString();
      this.received.push({ method, url, headers, body, connection });
      response.writeHead(200, { 'content-type': 'text/plain', 'x-target': this.name }).end(this.name);
    });
  }
}

export const forwardTo = (targetGroup: string): Action => ({ type: 'forward', targetGroup });

export function listenerOf(rules: Listener['rules'], changed: Partial<Listener> = {}): Listener {
  const defaultAction = forwardTo('monolith');
  return {
    loadBalancer: 'test',
    port: 80,
    idleTimeoutS: 60,
    dropInvalidHeaders: true,
    rules,
    defaultAction,
    ...changed,
  };
}

export function targetGroupOf(
  name: string,
  changed: Partial<Omit<TargetGroup, 'healthCheck'>> & { readonly healthCheck?: Partial<HealthCheck> } = {},
): TargetGroup {
  const healthCheck = {
    path: HEALTH_PATH,
    // Long, so that a test sees the first check alone unless it asks for more.
    intervalS: 60,
    timeoutS: 30,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    matcher: '200',
    ...changed.healthCheck,
  };
  return { name, deregistrationDelayS: 30, algorithm: 'round_robin', ...changed, healthCheck };
}

/** A load balancer, the targets behind it, and what it told. */
export class World {
  readonly failures: FailedRequest[] = [];
  readonly changes: TargetHealthChange[] = [];
  readonly loadBalancer = new LoadBalancer({
    host: '127.0.0.1',
    onFailure: (failure) => this.failures.push(failure),
  });
  readonly #targets: StubTarget[] = [];

  /** With one target group `monolith`, to which everything goes. */
  static async start(
    listener: Partial<Listener> = {},
    targetGroup: Parameters<typeof targetGroupOf>[1] = {},
  ): Promise<World> {
    const world = new World();
    world.loadBalancer.targetGroups.onHealthChange((change) => world.changes.push(change));
    await world.loadBalancer.listen(0);
    await world.loadBalancer.configure(listenerOf([], listener), [targetGroupOf('monolith', targetGroup)]);
    return world;
  }

  get port(): number {
    return this.loadBalancer.port;
  }

  url(path = '/'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  async startTarget(name: string): Promise<StubTarget> {
    const target = await new StubTarget(name).start();
    this.#targets.push(target);
    return target;
  }

  /** A target that is registered and healthy. */
  async addTarget(name: string, targetGroup = 'monolith'): Promise<StubTarget> {
    const target = await this.startTarget(name);
    this.register(target, targetGroup);
    await this.reaches(target, 'healthy', targetGroup);
    return target;
  }

  register({ address }: StubTarget, targetGroup = 'monolith'): void {
    this.loadBalancer.targetGroups.register(targetGroup, address);
  }

  deregister({ address }: StubTarget, targetGroup = 'monolith'): Promise<void> {
    return this.loadBalancer.targetGroups.deregister(targetGroup, address);
  }

  health({ address }: StubTarget, targetGroup = 'monolith') {
    return this.loadBalancer.targetGroups.health(targetGroup, address);
  }

  async reaches(target: StubTarget, state: string, targetGroup = 'monolith'): Promise<void> {
    await waitFor(`${target.name} to be ${state}`, () => this.health(target, targetGroup).state === state);
  }

  /** Who answered. */
  async ask(path = '/'): Promise<string> {
    const response = await fetch(this.url(path));
    return response.text();
  }

  /** Sends bytes as they stand, and resolves with what came back until the connection was closed. */
  raw(bytes: string): Promise<string> {
    return rawCall(this.port, bytes);
  }

  async stop(): Promise<void> {
    await this.loadBalancer.close();
    await Promise.all(this.#targets.map((target) => target.stop()));
  }
}
