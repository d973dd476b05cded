import { Body, Controller, Get, Inject, Put } from '@nestjs/common';
import * as v from 'valibot';
import type { Hq } from '../hq.ts';
import { HQ } from '../hq.token.ts';
import { AdminOnly } from '../keys/admin-key.guard.ts';
import type { GeneratorStatus } from './generator.ts';

const number = (field: string, minimum: number, maximum: number) => {
  const rule = `${field} must be a number from ${minimum} to ${maximum}`;
  return v.pipe(v.number(rule), v.minValue(minimum, rule), v.maxValue(maximum, rule));
};

const wholeNumber = (field: string, minimum: number, maximum: number) =>
  v.pipe(number(field, minimum, maximum), v.integer(`${field} must be a whole number`));

const generatorChange = v.strictObject({
  rate: v.exactOptional(number('rate', 0, 1_000)),
  burst: v.exactOptional(wholeNumber('burst', 1, 100)),
  count: v.exactOptional(v.nullable(wholeNumber('count', 0, 1_000_000_000))),
  paused: v.exactOptional(v.boolean('paused must be true or false')),
});

type GeneratorChange = v.InferOutput<typeof generatorChange>;

/** `/admin/generator`: how many orders are made. */
@Controller('admin/generator')
@AdminOnly()
export class GeneratorController {
  constructor(@Inject(HQ) private readonly hq: Pick<Hq, 'generator'>) {}

  @Get()
  status(): GeneratorStatus {
    return this.hq.generator.status();
  }

  /** Changes what is named and keeps the rest. */
  @Put()
  set(@Body({ schema: generatorChange }) change: GeneratorChange): GeneratorStatus {
    return this.hq.generator.set(change);
  }
}
