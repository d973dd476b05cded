import {
  applyDecorators,
  BadRequestException,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DescribeSecurity, SERVICE_KEY_SECURITY, ServiceKeyGuard } from '../keys/index.ts';
import { parseObject } from '../web/index.ts';
import { parseEnvelope } from './envelope.schema.ts';
import { SignatureVerifier } from './signature-verifier.ts';

const TYPE_HEADER = 'x-amz-sns-message-type';

/** Lets through deliveries that SNS signed for an allowed topic, and direct orders that have the service key. */
@Injectable()
export class DeliveryGuard implements CanActivate {
  constructor(
    private readonly verifier: SignatureVerifier,
    private readonly serviceKey: ServiceKeyGuard,
  ) {}

  /**
   * @throws HttpException 400, 401 or 403 as a verdict on the delivery itself
   * @throws TemporaryError if its authenticity cannot be told now
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const body = parseObject(request.body);
    // Read once: the pipe takes the object.
    request.body = body;
    const announcedType = request.headers[TYPE_HEADER];
    if (announcedType === undefined && body.Type === undefined) return this.serviceKey.canActivate(context);
    const envelope = parseEnvelope(body);
    if (announcedType !== undefined && announcedType !== envelope.Type) {
      throw new BadRequestException(`The header ${TYPE_HEADER} is not the Type of the body.`);
    }
    return this.verifier.verify(envelope);
  }
}

/** The route takes what SNS signed, or what has the service key; its OpenAPI description says so. */
export const SignedOrKeyed = () =>
  applyDecorators(UseGuards(DeliveryGuard), DescribeSecurity({}, { [SERVICE_KEY_SECURITY]: [] }));
