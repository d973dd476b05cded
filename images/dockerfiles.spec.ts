import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IMAGES, RESOURCES, SERVICES, type Image, type ServiceName } from '@interstella/infra/stages';
import { ROOT } from '@interstella/infra/workspace/kit-folder.ts';
import { bakedEnvironment } from './baked-environment.ts';
import { buildCommand } from './build-command.ts';

const LABELS = { VERSION: '1', REVISION: 'r', CREATED: 'c', SOURCE: 's' };
const SURROUNDINGS = { labels: LABELS, npm: { options: [], env: {}, names: [] }, hasBuildx: true };
const OPTIONS = { environmentName: 'interstella', base: 'b', runtime: 'r' };

const dockerfileOf = (service: ServiceName) => readFileSync(join(ROOT, service, 'Dockerfile'), 'utf8');
const instructions = (service: ServiceName) =>
  dockerfileOf(service)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
const namesAfter = (service: ServiceName, instruction: string) =>
  instructions(service)
    .filter((line) => line.startsWith(`${instruction} `))
    .map((line) => /^\w+ (\w+)/.exec(line)?.[1]);

const imagesOf = (service: ServiceName) => IMAGES.filter((image) => image.service === service);
const buildArgumentsOf = (image: Image) =>
  buildCommand(image, OPTIONS, SURROUNDINGS)
    .filter((_, index, all) => all[index - 1] === '--build-arg')
    .map((argument) => argument.split('=')[0]);

describe('the Dockerfiles', () => {
  it.each(SERVICES)('of $name takes every build argument that the build passes, and no other', ({ name }) => {
    for (const image of imagesOf(name)) {
      expect(namesAfter(name, 'ARG').toSorted()).toEqual(buildArgumentsOf(image).toSorted());
    }
  });

  it.each(SERVICES)('of $name bakes into the environment what the code says is baked in', ({ name }) => {
    const baked = instructions(name).filter((line) => /^ENV \w+=\$/.test(line));
    for (const image of imagesOf(name)) {
      const variables = Object.keys(bakedEnvironment(image));
      expect(baked).toEqual(variables.map((variable) => `ENV ${variable}=\${${variable}}`));
    }
  });

  it.each(SERVICES)('of $name names its port and health check as the stages have them', (service) => {
    expect(instructions(service.name)).toContain(`EXPOSE ${service.containerPort}`);
    expect(dockerfileOf(service.name)).toContain(`"/app/main.js", "${service.healthCheckPath}"`);
  });

  it.each(SERVICES)('of $name runs it as nobody in particular, as process 1', ({ name }) => {
    expect(instructions(name)).toContain('USER 1000:1000');
    expect(instructions(name)).toContain('ENTRYPOINT ["node", "main.js"]');
  });

  it.each(SERVICES)('of $name needs no frontend to be downloaded, and no newer engine', ({ name }) => {
    expect(dockerfileOf(name)).not.toMatch(
      /^#\s*(syntax|escape)\s*=|<<|--mount=(?!type=secret)|--link|--chmod/m,
    );
  });

  it('of the microservices are the same but for the name', () => {
    const [first, ...others] = RESOURCES.map((name) => dockerfileOf(name).replaceAll(name, 'RESOURCE'));
    for (const other of others) expect(other).toBe(first);
  });

  it('of the monolith differs from theirs in nothing but what it is', () => {
    const own = /GATHERS|EXPOSE|main\.js", "|build-service\.mjs|image\.(title|description)/;
    const rest = (name: ServiceName) => instructions(name).filter((line) => !own.test(line));
    expect(rest('monolith')).toEqual(rest(RESOURCES[0]));
    expect(rest('monolith').length).toBeGreaterThan(25);
  });
});
