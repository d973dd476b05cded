import { KEY_HEADER } from '@interstella/local/control-key';
import { PlatformError } from '@interstella/local/platform';
import type { Fault } from './fault.ts';

/** Longer than the kit takes to begin a fault. */
const CALL_LIMIT_MS = 15_000;

/**
 * Asks the process that runs the kit to begin a fault. It keeps the record of all faults.
 *
 * @returns what was done, in words
 * @throws PlatformError with what to do, if it cannot be done
 */
export async function askForFault(
  { faultsUrl, faultsKey }: { readonly faultsUrl: string; readonly faultsKey: string },
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
