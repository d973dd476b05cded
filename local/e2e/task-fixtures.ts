/** What the supervisor and the load balancer of these tests run: like the template's, with short times. */
import { join } from 'node:path';
import { bundleOf } from '@interstella/libs/testing';
import type { Service, TargetGroup } from '../platform/deployment/index.ts';

/** A program that starts, listens and stops as it should, and fails every request, health checks too. */
export const UNWELL = `
  import { createServer } from 'node:http';
  const server = createServer((request, response) => response.writeHead(500).end());
  const { HOST, PORT } = process.env;
  server.listen(Number(PORT), HOST, () => process.send({ ready: { port: server.address().port } }));
  for (const end of ['SIGTERM', 'disconnect']) process.once(end, () => process.exit(0));
`;

export function unwellIn(stateFolder: string): string {
  return join(stateFolder, 'unwell.mjs');
}

export const CATALOGUE = {
  'interstella-monolith:latest': { entry: bundleOf('monolith'), env: { GATHERS: 'iridium,magnesite' } },
  'interstella-monolith:noiridium': { entry: bundleOf('monolith'), env: { GATHERS: 'magnesite' } },
  'interstella-iridium:latest': { entry: bundleOf('iridium'), env: {} },
};

export const ENVIRONMENT = { LOG_FORMAT: 'json', DRAIN_MS: '500', RESOURCES: 'iridium,magnesite' };

export const LISTENER = {
  loadBalancer: 'interstella',
  port: 80,
  idleTimeoutS: 60,
  dropInvalidHeaders: true,
  rules: [
    {
      priority: 1,
      pathPatterns: ['/iridium*'],
      action: { type: 'forward' as const, targetGroup: 'interstella-iridium' },
    },
  ],
  defaultAction: { type: 'forward' as const, targetGroup: 'interstella-monolith' },
};

export function targetGroup(service: string, path: string): TargetGroup {
  return {
    name: `interstella-${service}`,
    healthCheck: {
      path,
      intervalS: 1,
      timeoutS: 1,
      healthyThreshold: 2,
      unhealthyThreshold: 2,
      matcher: '200',
    },
    deregistrationDelayS: 20,
    algorithm: 'round_robin',
  };
}

export function serviceOf(service: string, changes: Partial<Service> = {}): Service {
  return {
    name: `interstella-${service}`,
    taskDefinition: service,
    desiredCount: 1,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    circuitBreaker: { enable: true, rollback: true },
    forceNewDeployment: undefined,
    healthCheckGracePeriodS: 1,
    targetGroup: `interstella-${service}`,
    ...changes,
  };
}
