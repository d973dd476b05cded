import { describe, it } from '@jest/globals';
import { teachClass } from '../e2e/class-scenario.ts';
import { LambdaStack } from '../testing/lambda-stack.ts';

const stack = LambdaStack.use();

describe('a class of 50, with HQ on Lambda', () => {
  it('has reports that say what each one did, and nobody is red without a reason', async () => {
    await stack.serveApi();
    await teachClass(stack);
  });
});
