import { setTimeout as sleep } from 'node:timers/promises';

const LIMIT_MS = 30_000;
const STEP_MS = 10;

/** Asks until there is an answer; fails, naming what was waited for, when there is none in half a minute. */
export async function eventually<Answer>(
  what: string,
  ask: () => Answer | undefined | Promise<Answer | undefined>,
): Promise<Answer> {
  for (let waited = 0; waited < LIMIT_MS; waited += STEP_MS) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(STEP_MS);
  }
  throw new Error(`Waited for ${what} and it did not come.`);
}
