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
  // Ends a test that hangs: a wait ends earlier and says for what. A test that passes never waits for it. It must stand
  // here: Jest takes no notice of one in a project.
  testTimeout: 600_000,
};
