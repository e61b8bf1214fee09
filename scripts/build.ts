/**
 * `build` of one workspace: bundles the entry points named on the command line into dist/, with the
 * workspace's packages inside and everything from npm outside. Types are checked by `npm run check`.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from './stack.js';

const entryPoints = process.argv.slice(2);
if (entryPoints.length === 0) throw new Error('Name the entry points, such as src/main.ts.');

/**
 * npm packages stay in node_modules; ours (@tributary/*) are source and become part of the bundle. So does
 * a package that npm had to nest below one of ours: from dist/ another version of it would be found.
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

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints,
  outdir: 'dist',
  outbase: 'src',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: true,
  plugins: [npmPackagesOutside],
  logLevel: 'warning',
});
if (existsSync('src/schema.graphql')) copyFileSync('src/schema.graphql', 'dist/schema.graphql');
