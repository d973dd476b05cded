import { describe, expect, it } from '@jest/globals';
import { assertPortsFree, portTakenMessage } from './port-holder.ts';

describe('the message about a taken port', () => {
  it('says who holds it and how to choose another', () => {
    const message = portTakenMessage(
      5000,
      'npm run migrate -- --port 5001',
      'python3 (process 4711)',
      'linux',
    );
    expect(message).toContain('Port 5000 is taken by python3 (process 4711).');
    expect(message).toContain('npm run migrate -- --port 5001');
    expect(message).not.toContain('AirPlay');
  });

  it('names AirPlay Receiver on macOS, for port 5000 alone', () => {
    expect(portTakenMessage(5000, 'npm start', 'ControlCe (process 1)', 'darwin')).toContain(
      'AirPlay Receiver',
    );
    expect(portTakenMessage(4566, 'npm start', undefined, 'darwin')).not.toContain('AirPlay');
  });
});

describe('assertPortsFree', () => {
  it('refuses one port for two programs', async () => {
    const wanted = [
      { port: 5000, option: '--port' },
      { port: 5000, option: '--hq-port' },
    ];
    await expect(assertPortsFree(wanted, 'npm start')).rejects.toThrow(
      '--port and --hq-port are both 5000; they must differ.',
    );
  });

  it('does not mind several programs on any port', async () => {
    const anyPort = [
      { port: 0, option: '--port' },
      { port: 0, option: '--hq-port' },
    ];
    await expect(assertPortsFree(anyPort, 'npm start')).resolves.toBeUndefined();
  });
});
