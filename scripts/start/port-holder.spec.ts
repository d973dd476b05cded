import { describe, expect, it } from '@jest/globals';
import { portTakenMessage } from './port-holder.ts';

describe('the message about a taken port', () => {
  it('says who holds it and how to choose another', () => {
    const message = portTakenMessage(5000, '--port', 'python3 (process 4711)', 'linux');
    expect(message).toContain('Port 5000 is taken by python3 (process 4711).');
    expect(message).toContain('npm start -- --port 5001');
    expect(message).not.toContain('AirPlay');
  });

  it('names AirPlay Receiver on macOS, for port 5000 alone', () => {
    expect(portTakenMessage(5000, '--port', 'ControlCe (process 1)', 'darwin')).toContain('AirPlay Receiver');
    expect(portTakenMessage(4566, '--endpoint-port', undefined, 'darwin')).not.toContain('AirPlay');
  });
});
