/** Catalogue imports: the lines to read and how far the reading is. */
import type { CatalogueImportView, ImportFailureView } from '../views.js';
import { asRecords, type PrismaClient, type Sql } from './database.js';

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

export const importViews = (prisma: PrismaClient) => ({
  async importById(id: string): Promise<CatalogueImportView | null> {
    const row = await prisma.catalogueImport.findUnique({ where: { id }, select });
    return row && toImport(row);
  },

  async importSource(id: string): Promise<string | null> {
    const where = { id };
    const row = await prisma.catalogueImport.findUnique({ where, select: { source: true } });
    return row?.source ?? null;
  },
});

export const imports = (db: Sql) => ({
  async createImport({ id, source, total, at }: NewImport): Promise<void> {
    await db.$executeRaw`
      INSERT INTO catalogue_imports (id, source, total, status, created_at, updated_at)
      VALUES (${id}::uuid, ${source}, ${total}, 'QUEUED', ${at}, ${at})`;
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
