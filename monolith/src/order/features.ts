import { IridiumModule } from '../iridium/iridium.module.ts';
import { MagnesiteModule } from '../magnesite/magnesite.module.ts';

/** The resources that this monolith can gather, each a feature with a folder of its own. */
export const FEATURES = { iridium: IridiumModule, magnesite: MagnesiteModule };

export type Feature = keyof typeof FEATURES;
