import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app.js';
import '../../storefront/src/design/tokens.css';
import './design/base.css';
import './design/controls.css';
import './design/shell.css';
import './design/content.css';
import { keepInstallOffer } from './phone/install-prompt.js';
import { beOnlyWindow } from './phone/only-window.js';
import { registerServiceWorker } from './phone/service-worker.js';
import { startApp } from './state/start.js';

const root = document.querySelector('#root')!;
if (isSecureContext) await open();
else
  root.textContent = 'Tributary needs an address with HTTPS: storage and offline use depend on it.';

async function open(): Promise<void> {
  keepInstallOffer();
  beOnlyWindow();
  void registerServiceWorker();
  await startApp();
  createRoot(root).render(
    <StrictMode>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </StrictMode>,
  );
}
