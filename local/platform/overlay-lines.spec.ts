import { describe, expect, it } from '@jest/globals';
import { overlay } from './tasks/task-environment.ts';
import { overlayLines } from './overlay-lines.ts';

const PEM = '-----BEGIN CERTIFICATE-----';

function linesOf(secure: boolean) {
  const ofTasks = overlay({ endpointUrl: 'http://127.0.0.1:4566', certificate: PEM, secure });
  const lines = overlayLines({
    ofTasks,
    loadBalancerUrl: 'http://localhost:5000',
    runAs: 'processes',
    logFolder: '/kit/logs',
  });
  return { ofTasks, lines };
}

describe('the lines about what is overlaid', () => {
  it.each([false, true])('have one for everything that a task gets, secure or not: %s', (secure) => {
    const { ofTasks, lines } = linesOf(secure);
    expect(lines).toEqual([
      { name: 'load balancer', value: 'http://localhost:5000' },
      { name: 'tasks', value: 'processes of this machine, on any port' },
      ...ofTasks.map(({ meaning, shown }) => ({ name: meaning, value: shown })),
      { name: 'logs', value: '/kit/logs' },
    ]);
    expect(new Set(lines.map(({ name }) => name)).size).toBe(lines.length);
    expect(JSON.stringify(lines)).not.toContain(PEM);
  });

  it('say of direct orders only that they are open', () => {
    const ofDirectOrders = (secure: boolean) =>
      linesOf(secure).lines.filter(({ name }) => name === 'direct orders');
    expect(ofDirectOrders(false)).toEqual([{ name: 'direct orders', value: 'open: curl needs no key' }]);
    expect(ofDirectOrders(true)).toEqual([]);
  });
});
