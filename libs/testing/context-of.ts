import type { ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';

/** The context in which Nest asks a guard about a request. */
export function contextOf(request: object): ExecutionContext {
  return new ExecutionContextHost([request]);
}
