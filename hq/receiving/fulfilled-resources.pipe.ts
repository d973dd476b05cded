import { Inject, Injectable, type PipeTransform } from '@nestjs/common';
import type { Resource } from '@interstella/libs/orders';
import { HttpError } from '@interstella/libs/web';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';

/** Names and values are repeated in messages up to this length. */
const QUOTED = 40;

/** Reads which resources a claim is for, in the order of HQ's own list: `{"iridium": 1, "magnesite": 0}`. */
@Injectable()
export class FulfilledResourcesPipe implements PipeTransform<object, readonly Resource[]> {
  constructor(@Inject(HQ) private readonly hq: Pick<Hq, 'resources'>) {}

  /** @throws HttpError 400, naming the field */
  transform(amounts: object): readonly Resource[] {
    const { resources } = this.hq;
    const fulfilled = new Set<Resource>();
    for (const [name, amount] of Object.entries(amounts) as [string, unknown][]) {
      if (!resources.includes(name)) {
        const message = `${quote(name)} is no resource. There are: ${resources.join(', ')}.`;
        throw new HttpError(400, message, name.slice(0, QUOTED));
      }
      if (amount === 1 || amount === '1') fulfilled.add(name);
      else if (amount !== 0 && amount !== '0') {
        throw new HttpError(400, `${name} must be 0 or 1; it was ${quote(amount)}.`, name);
      }
    }
    if (fulfilled.size > 0) return resources.filter((resource) => fulfilled.has(resource));
    const example = JSON.stringify(Object.fromEntries(resources.map((resource) => [resource, 1])));
    const message = `At least one of ${resources.join(', ')} must be 1, as in ${example}.`;
    throw new HttpError(400, message, resources[0]);
  }
}

function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value);
  return text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
}
