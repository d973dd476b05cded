import { describe, expect, it, jest } from '@jest/globals';
import type { Dispatcher } from 'undici';
import { HttpCall, type HttpAnswer } from './http-call.ts';

function prepare(limitMs: number) {
  const aborted: Error[] = [];
  const release = jest.fn();
  const abort = (error: Error) => aborted.push(error);
  const controller = { abort } as unknown as Dispatcher.DispatchController;
  let call: HttpCall | undefined;
  const answer = new Promise<HttpAnswer>((resolve, reject) => {
    call = new HttpCall({ wholeMs: limitMs }, { resolve, reject, release });
  });
  if (!call) throw new Error('A promise runs its executor at once');
  return { aborted, answer, call, controller, release };
}

describe('HttpCall', () => {
  it('counts as long as undici has it, also when its caller was told that it is late', async () => {
    const { answer, call, release } = prepare(1);
    await expect(answer).rejects.toThrow('no answer in time');
    expect(release).not.toHaveBeenCalled();
    call.onResponseError(undefined, new Error('no answer in time'));
    expect(release).toHaveBeenCalledTimes(1);
  });

  it('gives up in time while it waits for a connection, and spares one that comes after all', async () => {
    const { aborted, answer, call, controller } = prepare(1);
    await expect(answer).rejects.toThrow('no answer in time');
    expect(() => {
      call.onRequestStart(controller);
    }).toThrow('no answer in time');
    expect(aborted).toEqual([]);
  });

  it('aborts the request when its time is over', async () => {
    const { aborted, answer, call, controller } = prepare(1);
    call.onRequestStart(controller);
    await expect(answer).rejects.toThrow('no answer in time');
    expect(aborted).toHaveLength(1);
  });

  it('puts an answer together', async () => {
    const { answer, call, controller } = prepare(60_000);
    call.onRequestStart(controller);
    call.onResponseStart(controller, 200);
    const body = Buffer.from('größer');
    call.onResponseData(controller, body.subarray(0, 3));
    call.onResponseData(controller, body.subarray(3));
    call.onResponseEnd();
    expect(await answer).toEqual({ status: 200, body: 'größer' });
  });
});
