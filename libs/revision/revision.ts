import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import * as v from 'valibot';
import { serviceSettings, type ServiceSettings } from '../configuration/index.ts';
import { reasonOf } from '../errors/index.ts';
import { TIME_LIMITS_MS } from '../time-limits/index.ts';

/** The used fields of ECS's task metadata. */
const task = v.object({ Revision: v.pipe(v.string(), v.regex(/^\d{1,9}$/)) });

/**
 * The image tag of this service and, on ECS, the revision of its task definition: `noiridium/7`. Claims carry it, so that
 * the results of a canary can be compared.
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

  /** Undefined without an image tag. */
  get value(): string | undefined {
    return this.#value;
  }

  /** Reads the metadata in the background, so that the start does not wait for ECS. */
  onApplicationBootstrap(): void {
    const { IMAGE_TAG, ECS_CONTAINER_METADATA_URI_V4: uri } = this.settings;
    if (IMAGE_TAG === undefined || uri === undefined) return;
    revisionOfTask(uri).then(
      (revision) => (this.#value = `${IMAGE_TAG}/${revision}`),
      (error: unknown) => {
        this.#logger.warn(
          `The task's revision cannot be read from ECS (${reasonOf(error)}). Claims carry the image tag alone.`,
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
