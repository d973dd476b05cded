import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDeployment } from './read-deployment.ts';
import { TemplateError } from './template-error.ts';
import { PLACE, smallTemplate } from './testing/small-template.ts';

type Path = readonly (string | number)[];

const paths = [...pathsIn(smallTemplate())];

/** Every place in a value, from the outside in. */
function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* pathsIn(inner, [...path, key]);
}

function put(target: object, path: Path, value: unknown): void {
  let at = target as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  at[path.at(-1) ?? ''] = value;
}

/** Anything, and what is nearly a function. */
const anything = fc.oneof(
  { depthSize: 'small' },
  fc.jsonValue({ maxDepth: 2 }),
  fc.record({ Ref: fc.jsonValue({ maxDepth: 1 }) }),
  fc.record({ 'Fn::GetAtt': fc.jsonValue({ maxDepth: 2 }) }),
  fc.record({ 'Fn::Join': fc.tuple(fc.jsonValue({ maxDepth: 1 }), fc.jsonValue({ maxDepth: 2 })) }),
  fc.record({ 'Fn::Select': fc.tuple(fc.jsonValue({ maxDepth: 1 }), fc.jsonValue({ maxDepth: 2 })) }),
);

it('reads a template or refuses it in words, whatever stands wherever in it', () => {
  fc.assert(
    fc.property(fc.constantFrom(...paths), anything, (path, value) => {
      const template = smallTemplate();
      put(template, path, value);
      try {
        readDeployment(template, PLACE);
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
        expect((error as TemplateError).problems.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 2_000 },
  );
});
