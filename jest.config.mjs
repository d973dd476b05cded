/** What every suite shares: ESM, TypeScript through swc, tests found by the name of their kind. */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', (await import('./scripts/swc.mjs')).swcOptions] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
};

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
    },
    {
      ...base,
      displayName: 'e2e',
      testMatch: ['**/*.e2e.ts'],
    },
  ],
  testSequencer: './scripts/longest-first.mjs',
  // A deadline for a test that hangs, on a loaded machine too; a test that passes never waits for it. It must stand here:
  // Jest takes no notice of one in a project.
  testTimeout: 120_000,
};
