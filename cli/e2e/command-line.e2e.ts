import { afterAll, describe, expect, it } from '@jest/globals';
import { KitHome } from './support/command-line.ts';

const home = new KitHome();
afterAll(() => {
  home.remove();
});

/** Has Node print the address of each module of the AWS SDK that a program imports. */
const HOOK = `import { writeSync } from 'node:fs';
  export const load = (url, context, next) => {
    if (url.includes('/@aws-sdk/')) writeSync(2, url);
    return next(url, context);
  };`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(HOOK))});`;

function dataUrl(module: string): string {
  return `data:text/javascript,${encodeURIComponent(module)}`;
}

describe('the command line, where nothing runs', () => {
  it.each([
    [['report'], 2, 'NOTHING_RUNS', 'Interstella is not running here.'],
    [['stage', 'alb'], 2, 'NOTHING_RUNS', 'Interstella is not running here.'],
    [['stage', 'gold'], 2, 'USAGE', 'There is no stage gold.'],
    [['order', '--hq-url', 'http://127.0.0.1:1'], 1, 'HQ_NO_ANSWER', 'cannot be reached'],
    [['migrate', '--rate', 'many'], 2, 'USAGE', "option '--rate <n>' argument 'many'"],
    [['migrate', '--until', 'gold'], 2, 'USAGE', '--until gold'],
    [['logs'], 2, 'USAGE', "missing required argument 'name'"],
    [['hq', 'open'], 2, 'USAGE', "unknown option '--json'"],
    [['teleport'], 2, 'USAGE', "unknown command 'teleport'"],
    [[], 2, 'USAGE', "unknown option '--json'"],
  ])('prints an error as JSON for programs, and nothing else: %j', async (args, exitCode, code, message) => {
    const command = home.interstellaWith({ HQ_ADMIN_KEY: 'key-for-nobody-in-particular' }, ...args, '--json');
    const { code: ended, stdout, stderr } = await command.ended;
    expect({ ended, stderr }).toEqual({ ended: exitCode, stderr: '' });
    expect(stdout).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(stdout)).toEqual({ error: { code, message: expect.stringContaining(message) } });
  });

  it.each([
    ['not for its help', ['--help'], false],
    ['for a command that needs it', ['redrive', '--help'], true],
  ])('loads the AWS SDK, which is slow: %s', async (_when, args, isLoaded) => {
    const env = { NODE_OPTIONS: `--import=${dataUrl(REGISTER)}` };
    const { code, stderr } = await home.interstellaWith(env, ...args).ended;
    expect({ code, isLoaded: stderr.includes('/@aws-sdk/') }).toEqual({ code: 0, isLoaded });
  });
});
