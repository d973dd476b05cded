import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { imageCatalogue } from './image-catalogue.ts';

describe('the image catalogue', () => {
  it('has the bundle and the baked settings of every image, under its name in the environment', () => {
    const bundle = (service: string) => join(ROOT, service, 'dist', 'main.js');
    expect(imageCatalogue('team-7')).toEqual({
      'team-7-monolith:latest': { entry: bundle('monolith'), env: { GATHERS: 'iridium,magnesite' } },
      'team-7-monolith:noiridium': { entry: bundle('monolith'), env: { GATHERS: 'magnesite' } },
      'team-7-monolith:nomagnesite': { entry: bundle('monolith'), env: { GATHERS: 'none' } },
      'team-7-iridium:latest': { entry: bundle('iridium'), env: {} },
      'team-7-magnesite:latest': { entry: bundle('magnesite'), env: {} },
    });
  });
});
