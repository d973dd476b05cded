import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { refusalOfForeignPage } from '../loopback/index.ts';

/** Verifies that a caller from another machine may read the metrics. */
export abstract class MetricsKey {
  /** @throws HttpException if the request does not have the key */
  abstract require(request: FastifyRequest): true | Promise<true>;
}

const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];

/** Admits requests of this machine, and requests of other machines with the key. */
@Injectable()
export class MetricsGuard implements CanActivate {
  constructor(private readonly key: MetricsKey) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    return isOfThisMachine(request) || this.key.require(request);
  }
}

/** A forwarded request of a load balancer on this machine has a header; a web page in its browser has one, too. */
function isOfThisMachine({ headers, socket }: FastifyRequest): boolean {
  return (
    LOOPBACK.includes(socket.remoteAddress ?? '') &&
    headers['x-forwarded-for'] === undefined &&
    headers.forwarded === undefined &&
    refusalOfForeignPage(headers, { hosts: [] }) === undefined
  );
}
