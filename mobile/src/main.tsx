import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { App } from './app.js';
import './design/tokens.css';
import './design/base.css';
import './design/controls.css';
import './design/shell.css';
import './design/content.css';
import { keepInstallOffer } from './phone/install-prompt.js';
import { startApp } from './state/start.js';

keepInstallOffer();
await startApp();
createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <BrowserRouter>
      <App />
    </BrowserRouter>
  </StrictMode>,
);
