import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';

/** An answer that SNS takes for a failure, as the log of who gave it has it. */
export interface ServiceAnswer {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly service: string;
  readonly orderId: string | undefined;
  /** `POST /fulfill/ → 503: The monolith cannot be reached (ECONNREFUSED).` */
  readonly text: string;
}

/** Of one task's log, in bytes. */
const READ_LIMIT = 64 * 1_024 * 1_024;
const MOST_ANSWERS = 10_000;

const ANSWER = / → \d{3}: /;
const line = v.object({
  time: v.pipe(v.string(), v.transform(Date.parse)),
  service: v.string(),
  message: v.pipe(v.string(), v.regex(ANSWER)),
  orderId: v.optional(v.string()),
});

/**
 * What the services answered that was no 2xx, in their own words.
 *
 * @param folder with a folder of logs for each service
 * @param since in milliseconds since 1970; earlier runs are of no concern
 */
export async function serviceAnswers(folder: string, since: number): Promise<readonly ServiceAnswer[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const answers: ServiceAnswer[] = [];
  for (const name of names.filter((one) => /[\\/].*\.log$/.test(one)).sort()) {
    for await (const text of linesOf(join(folder, name))) {
      const answer = ANSWER.test(text) ? readAnswer(text, since) : undefined;
      if (answer) answers.push(answer);
      if (answers.length >= MOST_ANSWERS) return answers;
    }
  }
  return answers;
}

/** None of a log that is gone meanwhile. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const file = await open(path).catch(() => undefined);
  if (!file) return;
  try {
    yield* file.readLines({ end: READ_LIMIT });
  } finally {
    await file.close();
  }
}

function readAnswer(text: string, since: number): ServiceAnswer | undefined {
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), line), text);
  if (!success || output.time < since) return undefined;
  return { at: output.time, service: output.service, orderId: output.orderId, text: output.message };
}
