import { KEY_HEADER } from '@interstella/local/control-key';
import { PlatformError } from '@interstella/local/platform';
import type { RunningKit } from '../kit/running-kit.ts';
import type { Fault } from './fault.ts';

/** Longer than whoever breaks it allows itself. */
const CALL_LIMIT_MS = 15_000;

/**
 * Has whoever runs the kit break something of it: there every fault is known, whoever asked for it.
 *
 * @returns what was done, in words
 * @throws PlatformError with what to do, if it cannot be done
 */
export async function askForFault(
  { faultsUrl, faultsKey }: Pick<RunningKit, 'faultsUrl' | 'faultsKey'>,
  fault: Fault,
): Promise<string> {
  const response = await fetch(`${faultsUrl}/faults`, {
    method: 'POST',
    headers: { [KEY_HEADER]: faultsKey },
    body: JSON.stringify(fault),
    signal: AbortSignal.timeout(CALL_LIMIT_MS),
  }).catch(() => undefined);
  if (response === undefined)
    throw new PlatformError(`${faultsUrl} does not answer. Does the kit still run?`);
  const { what, error } = (await response.json().catch(() => ({}))) as { what?: string; error?: string };
  if (response.ok && what !== undefined) return what;
  throw new PlatformError(error ?? `${faultsUrl} answered ${response.status}.`, response.status);
}
