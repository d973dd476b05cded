import { expect, it } from '@jest/globals';
import { isSameOrigin } from './find-place.ts';

it.each([
  ['http://lb.example', 'http://lb.example', true],
  ['http://LB.example:80/', 'http://lb.example', true],
  ['http://lb.example:8080', 'http://lb.example', false],
  ['https://lb.example', 'http://lb.example', false],
  ['http://lb.example@elsewhere.example', 'http://lb.example', false],
  ['http://lb.example.elsewhere.example', 'http://lb.example', false],
  ['http://lb.example', undefined, false],
])('the service key for %s goes to %s: %s', (url, loadBalancerUrl, goes) => {
  expect(isSameOrigin(url, loadBalancerUrl)).toBe(goes);
});
