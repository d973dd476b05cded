import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import * as v from 'valibot';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { reasonOf } from '../errors/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';

/** Of the task that this container runs in, as ECS tells it. Only what is read here. */
const task = v.object({ Revision: v.pipe(v.string(), v.regex(/^\d{1,9}$/)) });

/**
 * Which image tag this service is, and on ECS which revision of its task definition: `noiridium/7`. Claims carry it, so
 * that a canary can be judged.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
 */
@Injectable()
export class Revision implements OnApplicationBootstrap {
  readonly #logger = new Logger(Revision.name);
  #value: string | undefined;

  constructor(@Inject(serviceSettings.KEY) private readonly settings: ServiceSettings) {
    this.#value = settings.IMAGE_TAG;
  }

  /** Undefined where neither is known. */
  get value(): string | undefined {
    return this.#value;
  }

  /** Resolves at once: no start waits for ECS. */
  onApplicationBootstrap(): void {
    const { IMAGE_TAG, ECS_CONTAINER_METADATA_URI_V4: uri } = this.settings;
    if (IMAGE_TAG === undefined || uri === undefined) return;
    revisionOfTask(uri).then(
      (revision) => (this.#value = `${IMAGE_TAG}/${revision}`),
      (error: unknown) => {
        this.#logger.warn(
          `ECS did not tell the revision of this task (${reasonOf(error)}). Claims name the image tag alone.`,
        );
      },
    );
  }
}

async function revisionOfTask(uri: string): Promise<string> {
  const { default: axios } = await import('axios');
  const limits = { timeout: TIME_LIMITS_MS.metadata, maxContentLength: 1_024 * 1_024, maxRedirects: 0 };
  const { data } = await axios.get<unknown>(`${uri}/task`, { ...limits, proxy: false });
  return v.parse(task, data).Revision;
}
