import './design/tokens.css';
import './design/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { ShopClient } from './api/shop-client.js';
import { ToastProvider } from './design/toast.js';
import { FailureBoundary } from './layout/failure-boundary.js';
import { ShopRoutes } from './routes.js';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <FailureBoundary>
      <BrowserRouter>
        <ShopClient>
          <ToastProvider>
            <ShopRoutes />
          </ToastProvider>
        </ShopClient>
      </BrowserRouter>
    </FailureBoundary>
  </StrictMode>,
);
