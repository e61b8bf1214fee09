/**
 * `build` of one workspace: bundles the entry points named on the command line into dist/, with the
 * workspace's packages inside and everything from npm outside. Types are checked by `npm run check`.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';

const entryPoints = process.argv.slice(2);
if (entryPoints.length === 0) throw new Error('Name the entry points, such as src/main.ts.');

/** npm packages stay in node_modules; ours (@tributary/*) are source and become part of the bundle. */
const npmPackagesOutside: Plugin = {
  name: 'npm-packages-outside',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'entry-point' || path.startsWith('@tributary/')
        ? undefined
        : { path, external: true },
    );
  },
};

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
