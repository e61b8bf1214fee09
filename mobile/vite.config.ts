import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from '../storefront/build/compress-assets.js';
import { limitFirstLoad } from '../storefront/build/limit-first-load.js';
import { serviceWorker } from './build/service-worker.js';

/** Where `npm run dev` finds bff-mobile. */
const bffMobile = process.env['BFF_MOBILE_URL'] ?? 'http://127.0.0.1:4200';

/** What the app may load of script, compressed with brotli. */
const firstLoadBytes = 100_000;

export default defineConfig({
  plugins: [
    react(),
    serviceWorker(fileURLToPath(new URL('src/service-worker/main.ts', import.meta.url))),
    limitFirstLoad({ maxBytes: firstLoadBytes, pages: [] }),
    compressAssets(),
  ],
  build: {
    target: 'baseline-widely-available',
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    // The page's policy takes no scripts or styles from `data:`, and what is named by its content is cached for good.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/graphql': bffMobile } },
});
