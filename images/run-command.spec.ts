import { describe, expect, it } from '@jest/globals';
import { imageNamed } from './image-name.ts';
import { type KitAddresses, runCommand, type Surroundings } from './run-command.ts';

const KIT: KitAddresses = {
  hqUrl: 'http://127.0.0.1:4567',
  endpointUrl: 'http://127.0.0.1:4566',
  region: 'eu-west-1',
  ordersUrl: 'http://localhost:5000',
  topicArnPrefix: 'arn:aws:sns:eu-west-1:000000000000:interstella-',
  certificate: '-----BEGIN CERTIFICATE-----\nx\n',
};
const ALONE: Surroundings = { kit: undefined, sharesNetwork: true, env: {} };
const BESIDE_KIT: Surroundings = { ...ALONE, kit: KIT };
const ON_DESKTOP: Surroundings = { ...BESIDE_KIT, sharesNetwork: false };

function run(name: string, surroundings: Surroundings, port = 5000) {
  const options = { environmentName: 'interstella', port, variables: {} };
  const { args, passedOn } = runCommand(imageNamed(name), options, surroundings);
  const flat = args.flat();
  const values = (option: string) => flat.filter((_, index) => flat[index - 1] === option);
  return { flat, passedOn, values, text: flat.join(' ') };
}

describe('docker run', () => {
  it.each([ALONE, BESIDE_KIT, ON_DESKTOP])(
    'has the limits of the task definition, wherever it is',
    (where) => {
      const { text, flat } = run('monolith', where);
      expect(text).toContain('--read-only --cap-drop ALL --security-opt no-new-privileges');
      expect(text).toContain('--memory 512m --memory-reservation 128m --cpu-shares 128');
      expect(flat.at(-1)).toBe('interstella-monolith:latest');
    },
  );

  it('maps the port as lab 1 does, for this machine alone', () => {
    expect(run('monolith', ALONE).values('--publish')).toEqual(['127.0.0.1:5000:5000']);
    expect(run('iridium', ALONE, 9090).values('--publish')).toEqual(['127.0.0.1:9090:8080']);
    expect(run('iridium', ALONE, 0).values('--publish')).toEqual(['127.0.0.1::8080']);
  });

  it('shares the network with a kit that listens to this machine alone, and does the same', () => {
    const { values } = run('monolith', BESIDE_KIT, 5001);
    expect(values('--network')).toEqual(['host']);
    expect(values('--publish')).toEqual([]);
    expect(values('--env')).toEqual(expect.arrayContaining(['HOST=127.0.0.1', 'PORT=5001']));
  });

  it('tells it where the kit is, and lets it read its keys from there', () => {
    const { values, passedOn } = run('monolith', BESIDE_KIT);
    expect(values('--env')).toEqual(
      expect.arrayContaining([
        'AWS_ENDPOINT_URL=http://127.0.0.1:4566',
        'AWS_REGION=eu-west-1',
        'TOPIC_ARN=arn:aws:sns:eu-west-1:000000000000:interstella-orders',
        'SNS_PINNED_CERTIFICATE',
      ]),
    );
    expect(passedOn).toEqual({ SNS_PINNED_CERTIFICATE: KIT.certificate });
    expect(values('--env').join()).not.toMatch(/API_KEY|SERVICE_KEY|API_ENDPOINT|monolithUrl/);
  });

  it('tells a microservice its own topic and where the monolith is', () => {
    expect(run('iridium', BESIDE_KIT).values('--env')).toEqual(
      expect.arrayContaining([
        'TOPIC_ARN=arn:aws:sns:eu-west-1:000000000000:interstella-iridium',
        'monolithUrl=http://127.0.0.1:5000',
      ]),
    );
  });

  it('calls this machine by the name that Docker Desktop has for it', () => {
    const { values } = run('monolith', ON_DESKTOP);
    expect(values('--publish')).toEqual(['127.0.0.1:5000:5000']);
    expect(values('--env')).toEqual(
      expect.arrayContaining([
        'AWS_ENDPOINT_URL=http://host.docker.internal:4566',
        'API_ENDPOINT=http://host.docker.internal:4567/receiving/',
      ]),
    );
    expect(run('iridium', ON_DESKTOP).values('--env')).toContain(
      'monolithUrl=http://host.docker.internal:5000',
    );
    expect(values('--env').join()).not.toMatch(/HOST=|PORT=/);
  });

  it('passes the person’s own AWS on by name, so that no value stands among the arguments', () => {
    const env = {
      AWS_SECRET_ACCESS_KEY: 'secret-1',
      API_KEY: 'secret-2',
      AWS_SESSION_TOKEN: '',
      HOME: '/root',
    };
    const { text, values, passedOn } = run('monolith', { ...ALONE, env });
    expect(values('--env')).toEqual(expect.arrayContaining(['AWS_SECRET_ACCESS_KEY', 'API_KEY']));
    expect(passedOn).toEqual({ AWS_SECRET_ACCESS_KEY: 'secret-1', API_KEY: 'secret-2' });
    expect(text).not.toMatch(/secret-|HOME|AWS_SESSION_TOKEN/);
  });

  it('takes nothing of the person’s own AWS beside a kit, and tells nobody its admin key', () => {
    const env = { AWS_SECRET_ACCESS_KEY: 'secret-1', API_KEY: 'secret-2' };
    const { text, passedOn } = run('monolith', { ...BESIDE_KIT, env });
    expect(text + JSON.stringify(passedOn)).not.toMatch(/secret-|admin-key/);
  });

  it('lets a variable of the person’s own win', () => {
    const options = {
      environmentName: 'interstella',
      port: 5000,
      variables: { DIRECT_ORDERS: 'keyed', GATHER_MS: '9' },
    };
    const { args } = runCommand(imageNamed('monolith'), options, BESIDE_KIT);
    const variables = args.flat().filter((argument) => /^(DIRECT_ORDERS|GATHER_MS)=/.test(argument));
    expect(variables).toEqual(['DIRECT_ORDERS=keyed', 'GATHER_MS=9']);
  });
});
