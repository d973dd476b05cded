import { within } from '@interstella/libs/time-limits';
import { HttpError } from '@interstella/libs/web';

/** Less than HQ has for a request, so that the answer says what became of the orders. */
const LIMIT_MS = 3_000;

/** Waits until orders are recorded. @throws HttpError 503 with the given sentence if that takes too long */
export async function recordedInTime(recorded: Promise<void>, otherwise: string): Promise<void> {
  await within(LIMIT_MS, () => recorded).catch(() => {
    throw new HttpError(503, otherwise);
  });
}
