import { announceReady } from '@interstella/libs/process';
import type { Listener, TargetGroup } from '@interstella/local/platform/deployment';
import { LoadBalancer } from '@interstella/local/platform/load-balancer';
import { endOnSignal } from '../processes/serve-commands.ts';

const forward = { type: 'forward', targetGroup: 'target' } as const;

/** The two rules of the last stage. The measured requests match neither of them. */
const LISTENER: Listener = {
  loadBalancer: 'bench',
  port: 80,
  idleTimeoutS: 60,
  dropInvalidHeaders: true,
  rules: ['/iridium*', '/magnesite*'].map((pattern, index) => ({
    priority: index + 1,
    pathPatterns: [pattern],
    action: forward,
  })),
  defaultAction: forward,
};

const TARGET_GROUP: TargetGroup = {
  name: 'target',
  healthCheck: {
    path: '/',
    intervalS: 10,
    timeoutS: 5,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
    matcher: '200',
  },
  deregistrationDelayS: 20,
  algorithm: 'round_robin',
};

/** The load balancer of the local platform with one target; announced once the target is healthy. */
export async function runLoadBalancer(targetPort: number): Promise<void> {
  const loadBalancer = new LoadBalancer({ host: '127.0.0.1' });
  const port = await loadBalancer.listen(0);
  await loadBalancer.configure(LISTENER, [TARGET_GROUP]);
  loadBalancer.targetGroups.onHealthChange(({ after }) => {
    if (after.state === 'healthy') announceReady({ port });
  });
  loadBalancer.targetGroups.register(TARGET_GROUP.name, { host: '127.0.0.1', port: targetPort });
  endOnSignal(() => loadBalancer.close());
}
