import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ServiceSettings } from '../configuration/index.ts';
import { Revision } from '../revision/index.ts';
import { logInMemory, StubUpstream, waitFor } from '../testing/index.ts';

describe('the revision of a service', () => {
  let ecs: StubUpstream;
  beforeEach(async () => {
    ecs = await StubUpstream.start({ status: 200, body: '{"Family":"monolith","Revision":"7"}' });
  });
  afterEach(() => ecs.close());

  function start(settings: Partial<ServiceSettings>): Revision {
    const revision = new Revision(settings as ServiceSettings);
    revision.onApplicationBootstrap();
    return revision;
  }

  it('is the image tag, and the task’s revision once ECS has answered', async () => {
    const revision = start({ IMAGE_TAG: 'noiridium', ECS_CONTAINER_METADATA_URI_V4: `${ecs.url}/v4/id` });
    expect(revision.value).toBe('noiridium');
    await waitFor('the revision', () => revision.value === 'noiridium/7');
    expect(ecs.requests.map(({ path }) => path)).toEqual(['/v4/id/task']);
  });

  it('is the image tag alone if the metadata of ECS is unusable', async () => {
    const { lines, log } = logInMemory();
    Logger.overrideLogger(log);
    ecs.answers({ status: 200, body: '{"Revision":"seven"}' });
    const revision = start({ IMAGE_TAG: 'noiridium', ECS_CONTAINER_METADATA_URI_V4: ecs.url });
    await waitFor('the warning', () => lines.join().includes('cannot be read from ECS'));
    expect(revision.value).toBe('noiridium');
  });

  it('is unknown without an image tag, and ECS is not called', () => {
    expect(start({ ECS_CONTAINER_METADATA_URI_V4: ecs.url }).value).toBeUndefined();
    expect(ecs.connections).toBe(0);
  });
});
