import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import { serviceSettings, type ServiceSettings } from '@interstella/libs/configuration';
import type { Resource } from '@interstella/libs/orders';
import { HttpError } from '@interstella/libs/web';
import * as v from 'valibot';

/** A body with exactly one resource: `{"iridium": 1}`, read as its name. */
export const claimedResource = v.pipe(
  v.record(v.string(), v.picklist([1, '1'], 'The amount of a resource must be 1.')),
  v.check((body) => Object.keys(body).length === 1, 'The body must name exactly one resource.'),
  v.transform((body) => Object.keys(body).join()),
);

/** Refuses a resource that RESOURCES does not name. */
@Injectable()
export class KnownResourcePipe implements PipeTransform<Resource> {
  constructor(@Inject(serviceSettings.KEY) private readonly settings: Pick<ServiceSettings, 'RESOURCES'>) {}

  transform(resource: Resource): Resource {
    const { RESOURCES } = this.settings;
    if (RESOURCES.includes(resource)) return resource;
    throw new HttpError(400, `The body names none of the resources ${RESOURCES.join(', ')}.`, 'body');
  }
}
