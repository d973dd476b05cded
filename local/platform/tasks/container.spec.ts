import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContainerDriver } from './container-driver.ts';
import { Container } from './container.ts';
import { definitionOf } from './testing/definitions.ts';

const PEM = 'first line\nsecond line';

let folder: string;
const path = process.env.PATH;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interstella-container-'));
  // A command line of Docker's that writes down what it was given, and whose containers end at once.
  writeFileSync(
    join(folder, 'docker'),
    `#!${process.execPath}
    const { readFileSync, writeFileSync } = require('node:fs');
    const args = process.argv.slice(2);
    if (args[0] !== 'run') process.exit(0);
    const file = readFileSync(args[args.indexOf('--env-file') + 1], 'utf8');
    writeFileSync(${JSON.stringify(join(folder, 'told'))}, JSON.stringify({ args, file, env: process.env }));
    process.exit(1);
    `,
    { mode: 0o700 },
  );
  process.env.PATH = folder;
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

const run = (env: Record<string, string>) => {
  const logFile = join(folder, 'logs', 'task.log');
  return Container.run({ name: 'monolith-1', options: [], image: 'monolith:latest', env, logFile });
};

describe('a container', () => {
  it('has its variables, which Docker’s command line neither obeys nor shows', async () => {
    const container = await run({ PATH: '/usr/bin', DOCKER_HOST: 'tcp://elsewhere', KEY: ' a=b ', PEM });
    await container.ended;
    const told = JSON.parse(readFileSync(join(folder, 'told'), 'utf8')) as {
      args: string[];
      file: string;
      env: Record<string, string>;
    };
    expect(told.file).toBe('PATH=/usr/bin\nDOCKER_HOST=tcp://elsewhere\nKEY= a=b \n');
    expect(told.env).toMatchObject({ PATH: folder, PEM });
    expect(told.env).not.toHaveProperty('KEY');
    expect(told.env.DOCKER_HOST).toBe(process.env.DOCKER_HOST);
    expect(told.args.slice(-3)).toEqual(['--env', 'PEM', 'monolith:latest']);
    expect(readdirSync(join(folder, 'logs'))).toEqual(['task.log']);
  });

  it('is not started with a value of several lines that Docker’s command line would obey', async () => {
    await expect(run({ https_proxy: PEM })).rejects.toThrow('The variable https_proxy has a line break');
    expect(existsSync(join(folder, 'told'))).toBe(false);
  });
});

describe('where something else listens at its port', () => {
  const other = createServer();
  let address: { host: string; port: number };
  beforeEach(async () => {
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    address = { host: '127.0.0.1', port: (other.address() as AddressInfo).port };
  });
  afterEach(() => {
    other.close();
  });

  it('a container that does not run is not ready', async () => {
    const container = await run({});
    await expect(container.listens(address, new AbortController().signal)).rejects.toThrow(
      'monolith-1 ended with exit code 1',
    );
  });

  it('a task is not started', async () => {
    const driver = new ContainerDriver({
      catalogue: {},
      readParameters: () => Promise.resolve(new Map()),
      overlay: [],
      stateFolder: folder,
      logFolder: join(folder, 'logs'),
    });
    const request = {
      id: '1',
      group: 'monolith',
      definition: definitionOf('latest', { hostPort: address.port }),
    };
    await expect(driver.start(request, new AbortController().signal)).rejects.toThrow(
      `Something else listens at 127.0.0.1:${address.port} already`,
    );
    expect(existsSync(join(folder, 'told'))).toBe(false);
  });
});
