/**
 * Guards the house: which rooms a room may import, and that no imports go round, those of types included.
 * `npm test -- rooms` checks it.
 */

/** What a room may import, but for packages and itself. @type {Record<string, readonly string[]>} */
const MAY_IMPORT = {
  libs: [],
  monolith: ['libs'],
  iridium: ['libs'],
  magnesite: ['libs'],
  hq: ['libs'],
  infra: ['libs'],
  'local/emulator': ['libs', 'local/http', 'local/control-key'],
  'local/platform': ['libs', 'local/http', 'local/control-key', 'local/docker', 'local/programs'],
  local: ['libs'],
  terminal: ['libs', 'infra', 'hq', 'local'],
  images: ['libs', 'infra', 'local', 'terminal'],
  migration: ['libs', 'infra', 'hq', 'local'],
  cloud: ['libs', 'infra', 'hq', 'local', 'terminal', 'images', 'migration'],
  rehearsal: ['libs', 'infra', 'hq', 'local', 'terminal', 'images', 'migration'],
  cli: ['libs', 'infra', 'hq', 'local', 'terminal', 'images', 'migration', 'cloud', 'rehearsal'],
  bench: ['libs', 'infra', 'hq', 'local', 'images', 'rehearsal'],
  scripts: ['libs'],
};

/** An end-to-end test starts the whole product: it may use what lies above its room. */
const E2E = '/e2e/';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const rooms = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
  name: `${room.replace('/', '-')}-imports`,
  comment: `${room}/ may import ${allowed.map((name) => `${name}/`).join(', ') || 'none of our rooms'}.`,
  severity: 'error',
  from: { path: `^${room}/`, pathNot: E2E },
  to: {
    path: `^(${[...new Set(Object.keys(MAY_IMPORT).map((name) => name.split('/')[0]))].join('|')})/`,
    pathNot: [room, ...allowed].map((name) => `^${name}/`),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rooms,
    {
      name: 'no-cycle',
      comment: 'No imports go round.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'What is imported is there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/|^coverage/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node'],
      extensions: ['.ts', '.mjs', '.js'],
    },
  },
};
