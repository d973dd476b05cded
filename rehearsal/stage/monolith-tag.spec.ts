import { expect, it } from '@jest/globals';
import type { PlatformState } from '@interstella/local/platform';
import { synthesize } from '@interstella/migration/assembly/synthesize.ts';
import { useSynthesis } from '@interstella/migration/assembly/testing/use-synthesis.ts';
import { monolithTagIn, runningTagOf } from './monolith-tag.ts';

useSynthesis();

it.each([
  ['workshop', {}, undefined],
  ['noiridium', {}, 'noiridium'],
  ['iridium', { monolithTag: 'nomagnesite' }, 'nomagnesite'],
])('the template of %s in the context %j has the monolith %s', async (stage, context, tag) => {
  expect(monolithTagIn(await synthesize(stage, context))).toBe(tag);
});

it('the monolith that runs is that of its service', () => {
  const service = (name: string, image: string) => ({ name, deployment: { image } });
  const services = [
    service('interstella-iridium', 'interstella-iridium:latest'),
    service('interstella-monolith', 'interstella-monolith:noiridium'),
  ];
  expect(runningTagOf({ services } as unknown as PlatformState['tasks'])).toBe('noiridium');
  expect(runningTagOf({ services: [] } as unknown as PlatformState['tasks'])).toBeUndefined();
});
