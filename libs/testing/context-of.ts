import type { ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';

/** The execution context that Nest passes to a guard. */
export function contextOf(request: object): ExecutionContext {
  return new ExecutionContextHost([request]);
}
