import { describeMicroserviceContracts } from '@interstella/libs/testing/contracts';

describeMicroserviceContracts('iridium');
