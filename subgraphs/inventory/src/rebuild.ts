/** What `npm run rebuild` needs of inventory: its prices announced again, its levels made of the ledger again. */
import { announceCatalogue, type Announcement } from './commands/announce-catalogue.js';
import { rebuildLevels, type RebuiltLevels } from './commands/rebuild-levels.js';
import { realEffects } from './effects.js';
import { createStore } from './store.js';

export interface InventoryRebuild {
  countProducts(): Promise<number>;
  announceCatalogue(): AsyncGenerator<Announcement>;
  countVariants(): Promise<number>;
  rebuildLevels(): AsyncGenerator<RebuiltLevels>;
  close(): Promise<void>;
}

/** @param databaseUrl as the service's own role */
export function openInventoryRebuild(databaseUrl: string): InventoryRebuild {
  const store = createStore({ databaseUrl, poolMax: 1 });
  return {
    countProducts: () => store.countProductsEver(),
    announceCatalogue: () => announceCatalogue(store, realEffects.createId),
    countVariants: () => store.countVariants(),
    rebuildLevels: () => rebuildLevels(store),
    close: () => store.close(),
  };
}
