/** Catalogue imports: the lines to read and how far the reading is. */
import type { CatalogueImportView, ImportFailureView } from '../views.js';
import { asRecords, type Database } from './database.js';

interface ImportRow {
  id: string;
  status: string;
  total: number;
  processed: number;
  failures: unknown;
}

export interface NewImport {
  id: string;
  source: string;
  total: number;
  at: Date;
}

export interface ImportProgress {
  id: string;
  status: CatalogueImportView['status'];
  processed: number;
  failures: ImportFailureView[];
  at: Date;
}

const select = { id: true, status: true, total: true, processed: true, failures: true } as const;

export const imports = (db: Database) => ({
  async createImport({ id, source, total, at }: NewImport): Promise<void> {
    const data = { id, source, total, status: 'QUEUED', createdAt: at, updatedAt: at };
    await db.catalogueImport.create({ data });
  },

  async importById(id: string): Promise<CatalogueImportView | null> {
    const row = await db.catalogueImport.findUnique({ where: { id }, select });
    return row && toImport(row);
  },

  async importSource(id: string): Promise<string | null> {
    const row = await db.catalogueImport.findUnique({ where: { id }, select: { source: true } });
    return row?.source ?? null;
  },

  /** Nobody else can advance it until the transaction ends. */
  async lockImport(id: string): Promise<CatalogueImportView | null> {
    const [row] = await db.$queryRaw<ImportRow[]>`
      SELECT id, status, total, processed, failures FROM catalogue_imports
      WHERE id = ${id}::uuid FOR UPDATE`;
    return row ? toImport(row) : null;
  },

  async saveProgress({ id, status, processed, failures, at }: ImportProgress): Promise<void> {
    await db.$executeRaw`
      UPDATE catalogue_imports SET status = ${status}, processed = ${processed},
        failures = ${asRecords(failures)}::text::jsonb, updated_at = ${at}
      WHERE id = ${id}::uuid`;
  },
});

const toImport = (row: ImportRow): CatalogueImportView => ({
  id: row.id,
  status: row.status as CatalogueImportView['status'],
  total: row.total,
  processed: row.processed,
  failures: row.failures as ImportFailureView[],
});
