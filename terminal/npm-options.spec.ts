import { describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { refuseNpmOptions } from './npm-options.ts';
import { UsageError } from '@interstella/libs/errors';

function refuse(name: string, env: NodeJS.ProcessEnv, script = name): () => void {
  const command = new Command(name)
    .option('--hq-port <port>', '')
    .option('--secure', '')
    .option('--json', '');
  return () => {
    refuseNpmOptions(command, { npm_lifecycle_event: script, ...env });
  };
}

describe('an option before the --', () => {
  it('is refused with where it goes, also one that takes no value', () => {
    expect(refuse('start', { npm_config_hq_port: 'true' })).toThrow(
      new UsageError(
        'npm took --hq-port for an option of its own. Options go behind `--`: npm start -- --hq-port <port>',
      ),
    );
    expect(refuse('start', { npm_config_secure: 'true' })).toThrow('npm start -- --secure');
  });

  it('refuses no option of npm itself, and none outside its own npm script', () => {
    expect(refuse('start', {})).not.toThrow();
    expect(refuse('start', { npm_config_json: 'true' })).not.toThrow();
    expect(refuse('start', { npm_config_secure: 'true' }, 'test')).not.toThrow();
    expect(refuse('status', { npm_config_secure: 'true' })).not.toThrow();
  });
});
