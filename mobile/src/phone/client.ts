/** The app's one client of the mobile BFF, which is where the app came from. */
import { createMobileClient, type Density } from '@tributary/mobile-client';
import { appVersion } from './app-version.js';
import { platform } from './platform.js';

/** For the pictures. */
export const density: Density =
  devicePixelRatio > 2 ? 'IMAGE_3X' : devicePixelRatio > 1 ? 'IMAGE_2X' : 'IMAGE_1X';

const signedOutListeners = new Set<() => void>();

/** Calls `listener` when the server has ended the session. */
export const onSignedOut = (listener: () => void) => signedOutListeners.add(listener);

export const client = createMobileClient({
  url: `${location.origin}/graphql`,
  appVersion,
  platform,
  sync: { density },
  onSignedOut: () => signedOutListeners.forEach((listener) => listener()),
});
