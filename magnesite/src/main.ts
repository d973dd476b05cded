import { runResourceService } from '@interstella/libs/resource-service';

await runResourceService('magnesite');
