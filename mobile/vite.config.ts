import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { serviceWorker } from './build/service-worker.js';

/** Where `npm run dev` finds bff-mobile. */
const bffMobile = process.env['BFF_MOBILE_URL'] ?? 'http://127.0.0.1:4200';

export default defineConfig({
  plugins: [
    react(),
    serviceWorker(fileURLToPath(new URL('src/service-worker/main.ts', import.meta.url))),
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
