import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Which rooms a room may import: only downwards.
 *
 * @type {Record<string, string[]>}
 */
const MAY_IMPORT = {
  libs: [],
  monolith: ['libs'],
  iridium: ['libs'],
  magnesite: ['libs'],
  hq: ['libs'],
  infra: [],
  local: ['libs'],
  scripts: ['libs', 'local', 'infra', 'hq'],
  bench: ['libs', 'local', 'infra', 'hq', 'scripts'],
};
const rooms = Object.keys(MAY_IMPORT);

/**
 * How a relative import leaves a room. The monolith has features of the names of rooms: `monolith/src/iridium`.
 *
 * @param {string} room
 */
const wayOut = (room) => (room === 'monolith' ? '../..' : '..');

/** @param {string} room @param {string[]} allowed @param {string} other */
const isForbidden = (room, allowed, other) => other !== room && !allowed.includes(other);

/** @param {string} room @param {string[]} allowed */
const mayImport = (room, allowed) =>
  `${room}/ may import ${allowed.map((name) => `${name}/`).join(', ') || 'none of our rooms'}.`;

/** The same for `import()`, which no-restricted-imports does not see. A selector has no other way to write a slash. */
const importedLate = (/** @type {string} */ room, /** @type {string[]} */ allowed) => {
  const others = rooms.filter((other) => isForbidden(room, allowed, other)).join('|');
  const out = wayOut(room)
    .replaceAll('.', String.raw`\.`)
    .replaceAll('/', String.raw`\u002F`);
  const path = String.raw`(^@interstella|${out})\u002F(${others})(\u002F|$)`;
  return { selector: `ImportExpression > Literal[value=/${path}/]`, message: mayImport(room, allowed) };
};

/** @type {import('eslint').Linter.Config[]} */
const importsOnlyDownwards = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  files: [`${room}/**/*.{ts,mjs}`],
  rules: {
    'no-restricted-syntax': ['error', importedLate(room, allowed)],
    'no-restricted-imports': [
      'error',
      {
        patterns: rooms
          .filter((other) => isForbidden(room, allowed, other))
          .map((other) => ({
            group: [`@interstella/${other}`, `@interstella/${other}/*`, `**/${wayOut(room)}/${other}/**`],
            message: mayImport(room, allowed),
          })),
      },
    ],
  },
}));

export default defineConfig(
  globalIgnores(['**/dist/', 'coverage/', '.interstella/']),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // NestJS types its options as classes and takes object literals for them.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // Programs that a person runs speak to the terminal.
    files: ['scripts/**/*.mjs', 'bench/**/*.ts'],
    rules: { 'no-console': 'off' },
    languageOptions: { globals: { console: 'readonly', fetch: 'readonly', process: 'readonly' } },
  },
  {
    // The rule does not see a JSDoc cast, the only kind there is in plain JavaScript.
    files: ['**/*.mjs'],
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  ...importsOnlyDownwards,
);
