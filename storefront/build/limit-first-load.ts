/** Fails the build when the scripts of a first visit, compressed, are more than they may be. */
import { brotliCompressSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

export interface FirstLoadLimit {
  /** Brotli. */
  maxBytes: number;
  /** Modules that a first visit loads on demand, such as the front page; ends of their paths. */
  pages: readonly string[];
}

export function limitFirstLoad({ maxBytes, pages }: FirstLoadLimit): Plugin {
  return {
    name: 'limit-first-load',
    apply: 'build',
    writeBundle(_options, bundle) {
      const names = firstLoad(bundle, pages);
      const sizes = names.map((name) => [name, compressedBytes(bundle[name]!)] as const);
      const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
      const list = sizes.map(([name, size]) => `  ${size} ${name}`).join('\n');
      if (bytes > maxBytes)
        this.error(`A first visit loads ${bytes} bytes of script, ${maxBytes} at most:\n${list}`);
      this.info(`A first visit loads ${bytes} bytes of script, compressed.`);
    },
  };
}

/** The files of the entry, of `pages` and of all that these import. */
function firstLoad(bundle: Rolldown.OutputBundle, pages: readonly string[]): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  const isWanted = ({ facadeModuleId: id, isEntry }: Rolldown.OutputChunk) =>
    isEntry || pages.some((page) => id?.endsWith(page));
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const output = bundle[name];
    if (output?.type === 'chunk') output.imports.forEach(add);
  };
  chunks.filter(isWanted).forEach(({ fileName }) => add(fileName));
  return [...found].filter((name) => bundle[name]?.type === 'chunk');
}

function compressedBytes(output: Rolldown.OutputAsset | Rolldown.OutputChunk): number {
  return brotliCompressSync(output.type === 'chunk' ? output.code : output.source).length;
}
