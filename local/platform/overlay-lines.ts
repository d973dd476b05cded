import type { OverlayEntry } from './tasks/task-environment.ts';

/** One thing in which what runs here differs from its template, for a person. Nothing secret. */
export interface OverlayLine {
  readonly name: string;
  readonly value: string;
}

export interface OverlaySources {
  /** What every task's environment is overlaid with. */
  readonly ofTasks: readonly OverlayEntry[];
  readonly loadBalancerUrl: string;
  readonly runAs: 'processes' | 'containers';
  readonly logFolder: string;
}

const TASKS = {
  processes: 'processes of this machine, on any port',
  containers:
    "containers in this machine's own network, on any port of 127.0.0.1; no other network reaches them",
};

/** Everything in which the platform differs from the template: what is overlaid is all here, and nothing else is. */
export function overlayLines(sources: OverlaySources): readonly OverlayLine[] {
  const { loadBalancerUrl, logFolder, ofTasks, runAs } = sources;
  return [
    { name: 'load balancer', value: loadBalancerUrl },
    { name: 'tasks', value: TASKS[runAs] },
    ...ofTasks.map(({ meaning, shown }) => ({ name: meaning, value: shown })),
    { name: 'logs', value: logFolder },
  ];
}
