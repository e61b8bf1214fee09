/** What of a file goes to the server. Whether its content is any good is the server's to say. */
import type { ImportCatalogueInput } from '../../generated/staff-documents.js';

export const importBytesMax = 900_000;

type ImportFile = Omit<ImportCatalogueInput, 'idempotencyKey'>;

const kinds: Record<string, (text: string) => ImportFile> = {
  csv: (csv) => ({ csv }),
  tsv: (csv) => ({ csv }),
  json: (json) => ({ json }),
  jsonl: (jsonLines) => ({ jsonLines }),
  ndjson: (jsonLines) => ({ jsonLines }),
};

/** What a file chooser offers. */
export const importKinds = Object.keys(kinds)
  .map((kind) => `.${kind}`)
  .join(',');

/** The file's text as what it is, or why it cannot be sent. */
export async function readImportFile(file: File): Promise<ImportFile | string> {
  const read = kinds[file.name.split('.').pop()?.toLowerCase() ?? ''];
  if (!read) return `${file.name} is neither CSV nor JSON.`;
  if (file.size > importBytesMax)
    return `${file.name} has ${Math.ceil(file.size / 1_000)} kB; 900 kB is the most. Divide it.`;
  try {
    return read(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()));
  } catch {
    return `${file.name} is not plain text in UTF-8.`;
  }
}
