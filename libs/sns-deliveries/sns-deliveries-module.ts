import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import type { CommonSettings } from '../configuration/index.ts';
import { Logs } from '../logs/index.ts';
import { ServiceKey } from '../service-key/index.ts';
import { DownloadedCertificates, CertificateStore, PinnedCertificate } from './certificate-store.ts';
import { isCertificateUrl } from './certificate-url.ts';
import { DeliveryReceiver } from './delivery-receiver.ts';
import { downloadCertificate } from './download-certificate.ts';
import { SignatureVerifier } from './signature-verifier.ts';
import { SnsSubscriptionConfirmer, SubscriptionConfirmer } from './subscription-confirmer.ts';

type SharedSettings = ConfigService<CommonSettings, true>;

/**
 * SNS deliveries in. A service imports `SnsDeliveriesModule.of('bundle')` and hands what is posted to its order endpoint
 * to the {@link DeliveryReceiver}.
 */
@Module({})
export class SnsDeliveriesModule {
  /** @param item what the service's orders are for: `bundle`, or a resource */
  static of(item: string): DynamicModule {
    return {
      module: SnsDeliveriesModule,
      providers: [
        { provide: SubscriptionConfirmer, useClass: SnsSubscriptionConfirmer },
        { provide: CertificateStore, inject: [ConfigService], useFactory: certificateStore },
        {
          provide: SignatureVerifier,
          inject: [ConfigService, CertificateStore],
          useFactory: (settings: SharedSettings, certificates: CertificateStore) =>
            new SignatureVerifier(settings.get('TOPIC_ARN', { infer: true }), certificates),
        },
        {
          provide: DeliveryReceiver,
          inject: [SignatureVerifier, SubscriptionConfirmer, ServiceKey, Logs],
          useFactory: (
            verifier: SignatureVerifier,
            confirmer: SubscriptionConfirmer,
            serviceKey: ServiceKey,
            logs: Logs,
          ) => new DeliveryReceiver({ item, verifier, confirmer, serviceKey, logs }),
        },
      ],
      exports: [DeliveryReceiver],
    };
  }
}

function certificateStore(settings: SharedSettings): CertificateStore {
  const pinned = settings.get('SNS_PINNED_CERTIFICATE', { infer: true });
  return pinned === undefined
    ? new DownloadedCertificates(downloadCertificate, isCertificateUrl)
    : new PinnedCertificate(pinned);
}
