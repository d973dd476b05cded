import { runResourceService } from '@interstella/libs/resource-service';

await runResourceService('iridium');
