import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { shellText } from './shell-text.ts';

describe('a command as text', () => {
  it('reads well where nothing is special', () => {
    expect(shellText([['run', '--rm'], ['--env', 'PORT=5000'], ['interstella-monolith:latest']])).toBe(
      'run --rm \\\n  --env PORT=5000 \\\n  interstella-monolith:latest',
    );
  });

  it('means the same to a shell, whatever stands in it', () => {
    const args = ["it's", 'two words', '$HOME', '`id`', '', 'a\nb', '"', '\\', '*', '--env', 'A=b;c'];
    const script = `for one in ${shellText([args])}; do printf '%s\\0' "$one"; done`;
    expect(execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1)).toEqual(args);
  });
});
