import { resourceServiceSettings } from '../configuration/index.ts';
import type { Resource } from '../orders/index.ts';
import { runService } from '../service/index.ts';
import { ResourceModule } from './resource-module.ts';

/** Runs the microservice of one resource: all that `iridium/` and `magnesite/` consist of. */
export function runResourceService(resource: Resource): Promise<void> {
  return runService({
    name: resource,
    settings: resourceServiceSettings,
    module: ResourceModule.of(resource),
  });
}
