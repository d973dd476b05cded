import { describe, expect, it } from '@jest/globals';
import { ParameterUnavailableError } from './parameter-unavailable-error.ts';
import { Parameters } from './parameters.ts';

/** A store whose answers are played back in order, and which counts how often it was asked. */
function store(...answers: (string | Error)[]) {
  const asked: string[] = [];
  const source = (path: string) => {
    asked.push(path);
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? new Error('no answer');
    return typeof answer === 'string' ? Promise.resolve(answer) : Promise.reject(answer);
  };
  return { asked, source };
}

describe('Parameters', () => {
  it('come from the environment first, without asking SSM', async () => {
    const { asked, source } = store('from SSM');
    expect(await new Parameters({ API_KEY: 'given' }, source).get('API_KEY')).toBe('given');
    expect(asked).toEqual([]);
  });

  it('come from SSM otherwise, read once for all who ask at the same time and later', async () => {
    const { asked, source } = store('from SSM');
    const parameters = new Parameters({}, source);
    const values = await Promise.all([parameters.get('SERVICE_KEY'), parameters.get('SERVICE_KEY')]);
    expect([...values, await parameters.get('SERVICE_KEY')]).toEqual(['from SSM', 'from SSM', 'from SSM']);
    expect(asked).toEqual(['/interstella/serviceKey']);
  });

  it('are asked for again after a failure', async () => {
    const { source } = store(new Error('away'), 'back');
    const parameters = new Parameters({}, source);
    await expect(parameters.get('API_ENDPOINT')).rejects.toThrow(ParameterUnavailableError);
    expect(await parameters.get('API_ENDPOINT')).toBe('back');
  });

  it('are read anew once forgotten, a second after they were read at the earliest', async () => {
    const { source } = store('old key', 'new key');
    let now = 0;
    const parameters = new Parameters({}, source, () => now);
    expect(await parameters.get('API_KEY')).toBe('old key');
    parameters.forget('API_KEY');
    expect(await parameters.get('API_KEY')).toBe('old key');
    now = 1_000;
    parameters.forget('API_KEY');
    expect(await parameters.get('API_KEY')).toBe('new key');
  });
});
