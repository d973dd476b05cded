import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { ERROR_CODES } from '@interstella/libs/errors';

const PAGE = join(ROOT, 'docs', 'errors.md');
const CODES = join('libs', 'errors', 'error-codes.ts');

/** Where the errors of commands come from. */
const ROOMS = ['cli', 'terminal', 'cloud', 'rehearsal', 'migration', 'images', 'infra', 'local', 'scripts'];
const SHARED = [join('hq', 'client'), join('libs', 'errors')];

/** Classes that have a code, as what extends them. */
const NAMED = ['NamedError', 'UsageError', 'StoppedError', 'RequestError'];
/** Classes without a code of this table, and what becomes of them. */
const HANDLED: Readonly<Record<string, string>> = {
  AwsError: 'the endpoints answer with it',
  LeftoverContainersError: 'the start of a kit prints its message and goes on',
  NamedError: 'each class that extends it has a code',
  Problem: 'readSettings collects all of them in one SettingsError',
  Refusal: 'the control API of the platform answers with it',
  SetupFailure: 'scripts/run.mjs prints it, with a code of the table',
  Skipped: 'a check of the smoke test is marked so',
  TaskStartError: 'a deployment says why the task did not start',
  TemporaryError: 'a service or HQ answers it with 503',
  Unpriced: 'estimate collects all of them in one UnpricedError',
  Unresolvable: 'the reader of a template collects all of them in one TemplateError',
};

/** The text of every source file but tests. */
function sources(): string[] {
  return [...ROOMS, ...SHARED]
    .flatMap((room) =>
      readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' }).map((path) => join(room, path)),
    )
    .filter(
      (path) => /\.(ts|mjs)$/.test(path) && !/\.spec\.ts$|\/(e2e|testing|dist|node_modules)\//.test(path),
    )
    .filter((path) => path !== CODES)
    .map((path) => readFileSync(join(ROOT, path), 'utf8'));
}

/** The page that docs/errors.md is, in the columns that prettier makes. */
function page(): string {
  const rows = [
    ['code', 'exit code', 'what has happened'],
    ...Object.entries(ERROR_CODES).map(([code, { exitCode, meaning }]) => [
      `\`${code}\``,
      `${exitCode}`,
      meaning,
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[], filling = ' ') =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width, filling)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return `# Errors

A command that fails prints a message for a person to standard error. With \`--json\` it prints one line for programs to
standard output instead, and nothing else:

    {"error":{"code":"NOTHING_RUNS","message":"Interstella is not running here. Start it with …"}}

The code stays the same from version to version; the message may change.

\`order\`, \`report\`, \`redrive\`, \`stage\`, \`status\`, \`smoke\`, \`cost\`, \`migrate\` and \`logs\` take \`--json\`. The other commands print
the message alone; their codes stand here for the exit code.

${[line(head), line([], '-'), ...body.map((row) => line(row))].join('\n')}

A command that prints its usual result and ends with exit code 1 has done its work, and what it found is not well: a red
report, a check that failed, a step that was rolled back.
`;
}

describe('the errors of the command line', () => {
  it('stand in docs/errors.md, which WRITE_DOCS=1 writes', () => {
    if (process.env.WRITE_DOCS !== undefined) writeFileSync(PAGE, page());
    expect(readFileSync(PAGE, 'utf8')).toBe(page());
  });

  it('have a code, or are handled before a command ends with them', () => {
    const classes = sources().flatMap((text) => [
      ...text.matchAll(/class (\w+)(?:<.*>)? extends (\w*(?:Error|Failure|Exception))\b/g),
    ]);
    const withoutCode = classes
      .filter(([, , parent = '']) => !NAMED.includes(parent))
      .map(([, name]) => name);
    expect(withoutCode.sort()).toEqual(Object.keys(HANDLED));
  });

  it('have no code that nothing throws', () => {
    const text = sources().join('\n');
    const used = new Set([...text.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code));
    for (const server of ['HQ', 'PLATFORM'])
      for (const [, end] of text.matchAll(/`\$\{server\}(_[A-Z_]+)`/g)) used.add(`${server}${end ?? ''}`);
    expect(Object.keys(ERROR_CODES).filter((code) => !used.has(code))).toEqual([]);
  });
});
