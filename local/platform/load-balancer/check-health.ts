import { request } from 'node:http';
import type { HealthCheck } from '../deployment/index.ts';
import { statusMatcher } from './status-matcher.ts';
import type { CheckOutcome } from './health-record.ts';
import type { TargetAddress } from './targets.ts';

/** By which services tell a health check in their logs. */
const USER_AGENT = 'ELB-HealthChecker/2.0';

/**
 * Makes one health check, over a connection of its own that is closed afterwards. Judges by the status alone and follows
 * no redirect. Never rejects.
 *
 * @param signal ends the check, which then fails
 */
export function checkHealth(
  { host, port }: TargetAddress,
  { path, timeoutS, matcher }: HealthCheck,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const passes = statusMatcher(matcher);
  return new Promise((resolve) => {
    const headers = { host: `${host}:${port}`, 'user-agent': USER_AGENT, connection: 'close' };
    const call = request({ host, port, path, agent: false, headers, signal }, (response) => {
      const { statusCode = 0 } = response;
      response.resume();
      resolve(passes(statusCode) ? { passed: true } : mismatch(statusCode));
    });
    const timer = setTimeout(() => {
      resolve({ passed: false, reason: 'Target.Timeout', description: 'Request timed out' });
      call.destroy();
    }, timeoutS * 1_000);
    call.on('error', (error: NodeJS.ErrnoException) => {
      resolve({
        passed: false,
        reason: 'Target.FailedHealthChecks',
        description: `Health checks failed: ${error.code ?? error.message}`,
      });
    });
    call.on('close', () => {
      clearTimeout(timer);
    });
    call.end();
  });
}

function mismatch(status: number): CheckOutcome {
  const description = `Health checks failed with these codes: [${status}]`;
  return { passed: false, reason: 'Target.ResponseCodeMismatch', description };
}
