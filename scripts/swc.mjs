/**
 * How TypeScript becomes JavaScript here, for the bundles and for Jest alike: swc, because NestJS's dependency
 * injection reads the decorator metadata that esbuild does not write.
 *
 * @type {import('@swc/core').Options}
 */
export const swcOptions = {
  swcrc: false,
  sourceMaps: 'inline',
  module: { type: 'es6' },
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
  },
};
