import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { call, StubUpstream } from '@interstella/libs/testing';
import type { TaskDefinition } from '../platform/deployment/index.ts';
import { startEndpoints, type Endpoints } from '../emulator/endpoints/index.ts';
import { LoadBalancer } from '../platform/load-balancer/index.ts';
import {
  ContainerDriver,
  overlay,
  ProcessDriver,
  ProcessRecords,
  ssmParameters,
  taskLogFile,
  TaskSupervisor,
  type TaskDriver,
  type TaskEvent,
  type TaskSupervisorEvent,
} from '../platform/tasks/index.ts';
import { localClient } from './local-client.ts';
import { CATALOGUE, ENVIRONMENT, LISTENER, targetGroup, UNWELL, unwellIn } from './task-fixtures.ts';

const HOST = '127.0.0.1';
const REGION = 'us-east-1';
/** Nothing but the task itself may ever see it. */
export const SECRET = 'service-key-1d5e9c7b3f2a8046';
const CLIENTS = 4;

interface Parts {
  /** Whose images run in containers; tasks are processes without it. */
  readonly environmentName: string | undefined;
  readonly stateFolder: string;
  readonly hq: StubUpstream;
  readonly balancer: LoadBalancer;
  readonly endpoints: Endpoints;
  readonly port: number;
}

/** The real services, run by a supervisor behind a load balancer, with the local SSM and an HQ that takes everything. */
export class TasksWorld {
  readonly events: TaskSupervisorEvent[] = [];
  readonly supervisor: TaskSupervisor;
  readonly stateFolder: string;
  readonly hq: StubUpstream;
  readonly #balancer: LoadBalancer;
  readonly #endpoints: Endpoints;
  readonly #port: number;
  readonly #environmentName: string;

  private constructor(parts: Parts) {
    this.stateFolder = parts.stateFolder;
    this.hq = parts.hq;
    this.#balancer = parts.balancer;
    this.#endpoints = parts.endpoints;
    this.#port = parts.port;
    this.#environmentName = parts.environmentName ?? 'interstella';
    const driver = makeDriver(parts);
    this.supervisor = new TaskSupervisor({ driver, targets: parts.balancer.targetGroups });
    this.supervisor.onEvent((event) => this.events.push(event));
  }

  static async start(environmentName?: string): Promise<TasksWorld> {
    const stateFolder = await mkdtemp(join(tmpdir(), 'interstella-tasks-'));
    await writeFile(unwellIn(stateFolder), UNWELL);
    const hq = await StubUpstream.start({ status: 200, body: 'success' });
    const endpoints = await startEndpoints({ host: HOST, port: 0, region: REGION });
    const ssm = new SSMClient(localClient(endpoints.url));
    const put = (Name: string, Value: string) =>
      ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
    await put('/interstella/apiKey', 'hq-key-7c01');
    await put('/interstella/serviceKey', SECRET);
    await put('/interstella/apiEndpoint', `${hq.url}/receiving/`);
    const balancer = new LoadBalancer({ host: HOST });
    const port = await balancer.listen(0);
    await balancer.configure(LISTENER, [targetGroup('monolith', '/'), targetGroup('iridium', '/iridium/')]);
    return new TasksWorld({ environmentName, stateFolder, hq, endpoints, balancer, port });
  }

  async close(): Promise<void> {
    await this.supervisor.stopAll({ quick: true });
    await this.#balancer.close();
    await this.#endpoints.close();
    await this.hq.close();
    await rm(this.stateFolder, { recursive: true });
  }

  /** Of the monolith, with short times: what they are on AWS is the template's affair. */
  monolith(tag: string, changes: Partial<TaskDefinition> = {}): TaskDefinition {
    const secrets = {
      API_KEY: '/interstella/apiKey',
      API_ENDPOINT: '/interstella/apiEndpoint',
      SERVICE_KEY: '/interstella/serviceKey',
    };
    return this.#definition('monolith', tag, { secrets, ...changes });
  }

  iridium(): TaskDefinition {
    return this.#definition('iridium', 'latest', {
      secrets: { SERVICE_KEY: '/interstella/serviceKey' },
      environment: { ...ENVIRONMENT, monolithUrl: `localhost:${this.#port}` },
    });
  }

  #definition(service: string, tag: string, changes: Partial<TaskDefinition>): TaskDefinition {
    return {
      id: service,
      family: `interstella-${service}`,
      container: `interstella-${service}`,
      image: { repository: `${this.#environmentName}-${service}`, tag },
      containerPort: 5_000,
      hostPort: 0,
      environment: ENVIRONMENT,
      secrets: {},
      stopTimeoutS: 45,
      readonlyRootFilesystem: true,
      user: '1000:1000',
      memory: 512,
      logGroup: `interstella-${service}`,
      ...changes,
    };
  }

  /** Sends a direct order. */
  order(path = '/order/', agent?: Agent): Promise<{ readonly status: number; readonly body: string }> {
    return call(`http://${HOST}:${this.#port}`, path, {
      headers: { 'content-type': 'application/json' },
      body: '{"Message":{"bundle":"1","iridium":"1"}}'.replace(
        path === '/order/' ? ',"iridium":"1"' : '"bundle":"1",',
        '',
      ),
      ...(agent && { agent }),
    });
  }

  /** Sends orders, several at a time and one after the other, until `during` ends. @returns how many, and what failed */
  async underOrders(
    during: () => Promise<void>,
  ): Promise<{ readonly count: number; readonly failed: unknown[] }> {
    const failed: unknown[] = [];
    let count = 0;
    let isOver = false;
    const agent = new Agent({ keepAlive: true });
    const clients = Array.from({ length: CLIENTS }, async (_, index) => {
      while (!isOver) {
        const path = index % 2 === 0 ? '/order/' : '/iridium/';
        const answer = await this.order(path, agent).catch((error: unknown) => ({
          status: 0,
          body: String(error),
        }));
        count += 1;
        if (answer.status !== 200) failed.push({ path, ...answer });
      }
    });
    try {
      await during();
    } finally {
      isOver = true;
      await Promise.all(clients);
      agent.destroy();
    }
    return { count, failed };
  }

  /** The tasks of a service that were not told to stop. */
  tasksOf(service: string) {
    const found = this.supervisor.snapshot().services.find(({ name }) => name === service);
    return found?.tasks.filter(({ stopReason }) => stopReason === undefined) ?? [];
  }

  /** What a task has become. */
  ending(task: string): TaskEvent | undefined {
    return this.events
      .filter((event) => event.type === 'task')
      .find((event) => event.task === task && event.status === 'STOPPED');
  }

  /** All that a task has said. */
  logOf(service: string, task: string): Promise<string> {
    return readFile(taskLogFile(join(this.stateFolder, 'logs'), service, task), 'utf8');
  }
}

function makeDriver({ environmentName, stateFolder, endpoints: { url, certificate } }: Parts): TaskDriver {
  const options = {
    readParameters: ssmParameters({ url, region: REGION }),
    overlay: overlay({ endpointUrl: url, certificate, secure: false }),
    logFolder: join(stateFolder, 'logs'),
  };
  if (environmentName !== undefined) return new ContainerDriver({ ...options, catalogue: {}, stateFolder });
  const catalogue = {
    ...CATALOGUE,
    'interstella-monolith:unwell': { entry: unwellIn(stateFolder), env: {} },
  };
  return new ProcessDriver({ ...options, catalogue, records: new ProcessRecords(stateFolder) });
}
