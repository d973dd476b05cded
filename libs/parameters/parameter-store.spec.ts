import { describe, expect, it } from '@jest/globals';
import { ParameterUnavailableError } from './parameter-unavailable-error.ts';
import { ParameterStore } from './parameter-store.ts';

/** A store whose answers are played back in order, and which counts how often it was asked. */
function store(...answers: (string | Error)[]) {
  const asked: string[] = [];
  const read = (path: string) => {
    asked.push(path);
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? new Error('no answer');
    return typeof answer === 'string' ? Promise.resolve(answer) : Promise.reject(answer);
  };
  return { asked, source: { read } };
}

describe('ParameterStore', () => {
  it('come from the environment first, without asking SSM', async () => {
    const { asked, source } = store('from SSM');
    expect(await new ParameterStore({ API_KEY: 'given' }, source).get('API_KEY')).toBe('given');
    expect(asked).toEqual([]);
  });

  it('come from SSM otherwise, read once for all who ask at the same time and later', async () => {
    const { asked, source } = store('from SSM');
    const parameters = new ParameterStore({}, source);
    const values = await Promise.all([parameters.get('SERVICE_KEY'), parameters.get('SERVICE_KEY')]);
    expect([...values, await parameters.get('SERVICE_KEY')]).toEqual(['from SSM', 'from SSM', 'from SSM']);
    expect(asked).toEqual(['/interstella/serviceKey']);
  });

  it('are read at the same time where two are needed, and given at once where both are known', async () => {
    const { asked, source } = store('from SSM');
    const parameters = new ParameterStore({ API_KEY: 'given' }, source);
    expect(await parameters.getBoth('API_KEY', 'API_ENDPOINT')).toEqual(['given', 'from SSM']);
    expect(parameters.getBoth('API_KEY', 'API_ENDPOINT')).toEqual(['given', 'from SSM']);
    expect(asked).toEqual(['/interstella/apiEndpoint']);
  });

  it('are asked for again after a failure', async () => {
    const { source } = store(new Error('away'), 'back');
    const parameters = new ParameterStore({}, source);
    await expect(parameters.get('API_ENDPOINT')).rejects.toThrow(ParameterUnavailableError);
    expect(await parameters.get('API_ENDPOINT')).toBe('back');
  });

  it('are read anew on request, once a second at most, counted from when they were read', async () => {
    const { asked, source } = store('old key', 'new key', 'newer key');
    let now = 5_000;
    const parameters = new ParameterStore({}, source, () => now);
    expect(await parameters.get('API_KEY')).toBe('old key');
    now = 5_999;
    expect(await parameters.refresh('API_KEY')).toBe('old key');
    now = 6_000;
    const values = await Promise.all([parameters.refresh('API_KEY'), parameters.refresh('API_KEY')]);
    expect([...values, await parameters.refresh('API_KEY')]).toEqual(['new key', 'new key', 'new key']);
    expect(await parameters.get('API_KEY')).toBe('new key');
    expect(asked).toHaveLength(2);
  });

  it('stay as they were while they are read anew, and when that fails', async () => {
    let now = 0;
    let answer: (value: string | Promise<string>) => void = () => undefined;
    const read = () => new Promise<string>((resolve) => (answer = resolve));
    const parameters = new ParameterStore({}, { read }, () => now);
    const first = parameters.get('API_KEY');
    answer('key');
    await first;
    now = 1_000;
    const refreshed = parameters.refresh('API_KEY');
    expect(parameters.get('API_KEY')).toBe('key');
    answer(Promise.reject(new Error('away')));
    expect(await refreshed).toBe('key');
    expect(parameters.get('API_KEY')).toBe('key');
  });

  it('that fail to be read anew are not asked for at the pace of who asks either', async () => {
    let now = 0;
    const { asked, source } = store('key', new Error('away'));
    const parameters = new ParameterStore({}, source, () => now);
    await parameters.get('API_KEY');
    now = 1_000;
    for (let n = 0; n < 3; n += 1) expect(await parameters.refresh('API_KEY')).toBe('key');
    expect(asked).toHaveLength(2);
  });

  it('that are given are never asked for, and those that are not there yet are asked for at once', async () => {
    const { asked, source } = store(new Error('away'), 'value');
    const parameters = new ParameterStore({ API_KEY: 'given' }, source, () => 0);
    expect(await parameters.refresh('API_KEY')).toBe('given');
    expect(asked).toEqual([]);
    await expect(parameters.refresh('SERVICE_KEY')).rejects.toThrow(ParameterUnavailableError);
    expect(await parameters.refresh('SERVICE_KEY')).toBe('value');
  });
});
