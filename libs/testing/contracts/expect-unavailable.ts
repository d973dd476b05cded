import { expect } from '@jest/globals';
import type { Answer } from '../call.ts';

/** Texts that reveal a cause: error codes, addresses, class names, libraries, parameters, stacks. */
const CAUSE =
  /E[A-Z]{3,}\b|UND_ERR|127\.0\.0\.1|localhost|[a-z0-9]:\d{2,5}\b|PEM|OpenSSL|Error|Exception|SSM|\/interstella\/|\.(ts|js)\b|\n/;

/** Expects a 503, upon which SNS retries the delivery, with the request id and without the cause. */
export function expectUnavailable(answer: Answer): void {
  expect(answer).toMatchObject({
    status: 503,
    headers: { 'content-type': expect.stringMatching(/^text\/plain/) },
  });
  const id = String(answer.headers['x-request-id']);
  expect(answer.body).toBe(`Not fulfilled, please repeat. Request ${id}`);
}

/** @param allowed what the answer may say though it looks like a cause, such as the id of the request */
export function expectNoCause(answer: Answer, allowed = String(answer.headers['x-request-id'])): void {
  expect(answer.body.replaceAll(allowed, '')).not.toMatch(CAUSE);
}
