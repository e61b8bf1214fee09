/** The browser's offer to install the app, kept until the user asks for it. */
import { createValue } from '../state/value.js';

/** Chromium's own event; no standard has it yet. */
interface InstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

/** Null when there is no offer: it is installed, or the browser has its own way. */
export const installOffer = createValue<InstallPromptEvent | null>(null);

export function keepInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    installOffer.set(event as InstallPromptEvent);
  });
  addEventListener('appinstalled', () => installOffer.set(null));
}

export async function install(): Promise<void> {
  const offer = installOffer.get();
  installOffer.set(null);
  await offer?.prompt();
}
