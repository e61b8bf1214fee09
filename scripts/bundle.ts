/** Bundles a process: the workspace's packages inside, everything from npm outside. Types are not checked here. */
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from './stack.js';

/**
 * npm packages stay in node_modules; ours (@tributary/*) are source and become part of the bundle. So does
 * a package that npm had to nest below one of ours: from the bundle another version of it would be found.
 */
const npmPackagesOutside: Plugin = {
  name: 'npm-packages-outside',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, async ({ kind, path, pluginData, ...from }) => {
      if (kind === 'entry-point' || path.startsWith('@tributary/') || pluginData === resolving)
        return undefined;
      if (isBuiltin(path)) return { path, external: true };
      const found = await builder.resolve(path, { ...from, kind, pluginData: resolving });
      const nested = found.path.startsWith(join(root, 'packages'));
      return nested ? found : { path, external: true };
    });
  },
};
const resolving = Symbol('resolving');

/** @param sources folder of the entry points, of which `outdir` gets an image */
export async function bundle(
  entryPoints: string[],
  { outdir, sources }: { outdir: string; sources: string },
): Promise<void> {
  await build({
    entryPoints,
    outdir,
    outbase: sources,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    plugins: [npmPackagesOutside],
    logLevel: 'warning',
  });
}
