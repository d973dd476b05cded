import { statusText } from '@interstella/terminal/status-line.ts';
import type { Colors } from '@interstella/terminal/colors.ts';
import type { LocalStatus } from './local-status.ts';

type Task = LocalStatus['otherTasks'][number];

/** For a person. @param now milliseconds since 1970 */
export function localStatusText(status: LocalStatus, colors: Colors, now: number): string {
  const lines = [colors.bold(titleOf(status)), ...status.services.flatMap((one) => serviceLines(one, now))];
  const others = status.otherTasks.map((task) => taskLine(task, now));
  if (others.length > 0) lines.push('tasks by themselves', ...others);
  for (const { topicArn, endpoint, state } of status.subscriptions) {
    const how = state === 'confirmed' ? '' : `, ${state}`;
    lines.push(`${topicArn.split(':').at(-1) ?? topicArn} → ${endpoint}${how}`);
  }
  if (status.orders) lines.push(statusText(status.orders));
  lines.push(...status.problems.map((problem) => colors.red(problem)));
  return [...lines, ...ways(status)].join('\n');
}

function titleOf({ stage, stableSince, changing, loadBalancerUrl }: LocalStatus): string {
  const where = loadBalancerUrl === undefined ? '' : `, at ${loadBalancerUrl}`;
  const what = stage === undefined ? 'No stage is up' : `Stage ${stage} runs here${where}`;
  if (changing) return `${what}; being changed (${changing.what}, since ${changing.since})`;
  return stableSince === undefined ? what : `${what}, stable since ${stableSince}`;
}

function serviceLines(service: LocalStatus['services'][number], now: number): readonly string[] {
  const { name, healthyCount, desiredCount, deployment, tasks } = service;
  const state = deployment.state === 'COMPLETED' ? '' : `, deployment ${deployment.state}`;
  return [
    `${name}: ${healthyCount} of ${desiredCount} healthy, ${deployment.image}${state}`,
    ...tasks.map((task) => taskLine(task, now)),
  ];
}

function taskLine({ id, image, status, health, address, pid, startedAt }: Task, now: number): string {
  const where = address ? `  ${address.host}:${address.port}` : '';
  const who = pid === undefined ? '' : `  process ${pid}`;
  const age = Math.max(0, Math.round((now - startedAt) / 1_000));
  return `  ${id}  ${image}  ${[status, health].filter(Boolean).join(' ')}${where}${who}  ${age} s`;
}

function ways({ previous, next }: LocalStatus): readonly string[] {
  return [
    ...(next === undefined ? [] : [`next: npx interstella stage ${next}`]),
    ...(previous === undefined ? [] : [`back: npx interstella stage ${previous}`]),
  ];
}
