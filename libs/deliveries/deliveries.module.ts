import { Module } from '@nestjs/common';
import { serviceSettings, ServiceSettingsModule, type ServiceSettings } from '../configuration/index.ts';
import { ServiceKeyModule } from '../keys/index.ts';
import { CertificateStore, PinnedCertificate } from './certificate-store.ts';
import { DeliveriesService } from './deliveries.service.ts';
import { DownloadedCertificates } from './downloaded-certificates.ts';
import { SignatureVerifier } from './signature-verifier.ts';
import { SubscriptionConfirmer } from './subscription-confirmer.ts';

/** Deliveries of SNS: the DeliveryGuard verifies them, the {@link DeliveriesService} handles them. */
@Module({
  imports: [ServiceSettingsModule, ServiceKeyModule],
  providers: [
    DeliveriesService,
    SignatureVerifier,
    SubscriptionConfirmer,
    {
      provide: CertificateStore,
      inject: [serviceSettings.KEY],
      useFactory: ({ SNS_PINNED_CERTIFICATE: pem }: ServiceSettings) =>
        pem === undefined ? new DownloadedCertificates() : new PinnedCertificate(pem),
    },
  ],
  exports: [DeliveriesService, ServiceKeyModule, SignatureVerifier],
})
export class DeliveriesModule {}
