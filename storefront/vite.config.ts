import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from './build/compress-assets.js';
import { limitFirstLoad } from './build/limit-first-load.js';

/** Where `npm run dev` finds bff-web. */
const bffWeb = process.env['BFF_WEB_URL'] ?? 'http://127.0.0.1:4100';

/** What a first visit to the front page may load of script, compressed with brotli. */
const firstLoadBytes = 120_000;

export default defineConfig({
  plugins: [
    react(),
    limitFirstLoad({ maxBytes: firstLoadBytes, pages: ['src/shop/home-page.tsx'] }),
    compressAssets(),
  ],
  build: {
    target: 'baseline-widely-available',
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    // The page's policy takes no scripts or styles from `data:`, and what is named by its content is cached for good.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/graphql': bffWeb, '/images': bffWeb } },
});
