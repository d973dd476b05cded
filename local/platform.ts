/**
 * The platform as a program: the load balancer and the tasks of one stage, and the API through which stages are deployed.
 *
 * Environment: PORT (5000), of the load balancer; HOST (127.0.0.1); PLATFORM_KEY, what opens the control API; STATE_DIR,
 * where logs are, and what the next start needs to clean up; RUN_AS (`processes` or `containers`); DIRECT_ORDERS (`open`,
 * or `keyed` as in the template); SNS_PINNED_CERTIFICATE, the PEM of the local SNS; ACCOUNT_ID; AWS_ENDPOINT_URL,
 * AWS_REGION and credentials. Announces `{url, port}`: of the control API, which has a port of its own, and of the load
 * balancer.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import * as v from 'valibot';
import { readEnvironment, variables } from '@interstella/libs/environment';
import { announceReady, stopOnSignal } from '@interstella/libs/process';
import { messageOf } from '@interstella/libs/errors';
import { LoadBalancer } from './platform/load-balancer/index.ts';
import { makeAws } from './platform/aws.ts';
import { makeControlServer } from './platform/control-server.ts';
import { Faults } from './platform/faults.ts';
import { Machine } from './platform/machine.ts';
import { overlayLines } from './platform/overlay-lines.ts';
import { type Images, Platform } from './platform/platform.ts';
import { makeRoutes } from './platform/routes.ts';
import { stateOf } from './platform/state-of.ts';
import { Parameters, Queues } from './platform/stores.ts';
import { Subscriptions } from './platform/subscriptions.ts';
import { ContainerDriver } from './platform/tasks/container-driver.ts';
import { TaskSupervisor, type TaskDriver } from './platform/tasks/index.ts';
import { ProcessRecords } from './platform/tasks/leftovers.ts';
import { ProcessDriver } from './platform/tasks/process-driver.ts';
import { ssmParameters } from './platform/tasks/secrets.ts';
import { overlay, type OverlayEntry } from './platform/tasks/task-environment.ts';

const STOP_LIMIT_MS = 15_000;

const Settings = v.object({
  PORT: variables.port('5000'),
  HOST: v.optional(v.string(), '127.0.0.1'),
  PLATFORM_KEY: v.pipe(v.string(), v.minLength(16, 'must have at least 16 characters')),
  STATE_DIR: v.string(),
  RUN_AS: v.optional(v.picklist(['processes', 'containers'], 'must be processes or containers'), 'processes'),
  DIRECT_ORDERS: v.optional(v.picklist(['open', 'keyed'], 'must be open or keyed'), 'open'),
  SNS_PINNED_CERTIFICATE: v.string(),
  ACCOUNT_ID: v.optional(v.string(), '000000000000'),
  AWS_ENDPOINT_URL: v.string(),
  AWS_REGION: variables.region,
});

type Settings = v.InferOutput<typeof Settings>;

function report(message: string): void {
  process.stderr.write(`${new Date().toISOString()}  ${message}\n`);
}

async function run(settings: Settings): Promise<void> {
  const aws = makeAws();
  const balancer = new LoadBalancer({
    host: settings.HOST,
    onFailure: ({ method, path, status, reason }) => {
      report(`${method} ${path}: ${status}, ${reason}`);
    },
  });
  const images: Images = { catalogue: {} };
  const ofTasks = overlayOf(settings);
  const supervisor = new TaskSupervisor({
    driver: makeDriver(settings, images, ofTasks),
    targets: balancer.targetGroups,
  });
  const queues = new Queues(aws.sqs);
  const subscriptions = new Subscriptions(aws.sns, queues);
  const machine = new Machine({
    balancer,
    supervisor,
    queues,
    parameters: new Parameters(aws.ssm),
    subscriptions,
  });
  const platform = new Platform({ actions: machine, images, now: () => new Date() });
  machine.onEvent((group, text) => {
    report(text);
    platform.note(group, text);
  });

  const faults = new Faults({
    deployment: () => platform.applied?.deployment,
    services: () => supervisor.snapshot().services,
    signalTask: (id, signal) => {
      supervisor.signalTask(id, signal);
    },
    disturb: (targetGroup, disturbance, forMs) => {
      balancer.disturb(targetGroup, disturbance, forMs);
    },
  });

  const port = await balancer.listen(settings.PORT);
  // Nothing is deployed; the port, though, is known from now on.
  await balancer.configure(undefined, []);
  const server = makeControlServer(
    settings.PLATFORM_KEY,
    makeRoutes({
      platform,
      balancer,
      machine,
      faults,
      place: placeOf(settings, port),
      port,
      overlay: overlayLines({
        ofTasks,
        loadBalancerUrl: `http://localhost:${port}`,
        runAs: settings.RUN_AS,
        logFolder: logFolderOf(settings),
      }),
      state: () => stateOf({ platform, balancer, supervisor, queues, subscriptions, port }),
    }),
  );
  server.listen(0, settings.HOST);
  await once(server, 'listening');
  stopOnSignal({
    timeLimitMs: STOP_LIMIT_MS,
    report,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await supervisor.stopAll({ quick: true });
      await balancer.close();
    },
  });
  const control = server.address() as AddressInfo;
  announceReady({ url: `http://${settings.HOST}:${control.port}`, port });
}

function overlayOf(settings: Settings): readonly OverlayEntry[] {
  return overlay({
    endpointUrl: settings.AWS_ENDPOINT_URL,
    certificate: settings.SNS_PINNED_CERTIFICATE,
    secure: settings.DIRECT_ORDERS === 'keyed',
  });
}

function logFolderOf({ STATE_DIR }: Settings): string {
  return join(STATE_DIR, 'logs');
}

function makeDriver(settings: Settings, images: Images, ofTasks: readonly OverlayEntry[]): TaskDriver {
  const { AWS_ENDPOINT_URL: url, AWS_REGION: region, STATE_DIR: stateFolder } = settings;
  const options = {
    readParameters: ssmParameters({ url, region }),
    overlay: ofTasks,
    logFolder: logFolderOf(settings),
    // Every deployment brings one; read when a task starts.
    get catalogue() {
      return images.catalogue;
    },
  };
  return settings.RUN_AS === 'containers'
    ? new ContainerDriver(Object.assign(options, { stateFolder }))
    : new ProcessDriver(Object.assign(options, { records: new ProcessRecords(stateFolder) }));
}

function placeOf({ AWS_REGION: region, ACCOUNT_ID: accountId, HOST }: Settings, port: number) {
  return { region, accountId, partition: 'aws', loadBalancerDnsName: `${HOST}:${port}` };
}

try {
  await run(readEnvironment(Settings, process.env));
} catch (error) {
  report(`The platform cannot start. ${messageOf(error)}`);
  process.exit(1);
}
