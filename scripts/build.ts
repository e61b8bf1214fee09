/**
 * `build` of one workspace: bundles the entry points named on the command line into dist/. Types are
 * checked by `npm run check`.
 */
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { bundle } from './bundle.js';

const entryPoints = process.argv.slice(2);
if (entryPoints.length === 0) throw new Error('Name the entry points, such as src/main.ts.');

rmSync('dist', { recursive: true, force: true });
await bundle(entryPoints, { outdir: 'dist', sources: 'src' });
if (existsSync('src/schema.graphql')) copyFileSync('src/schema.graphql', 'dist/schema.graphql');
