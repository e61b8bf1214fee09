import { useEffect, useState } from 'react';
import { type DevicePushState, disablePush, enablePush, pushState } from '../phone/push.js';
import { say } from '../state/app-state.js';
import { Icon } from './icon.js';

const texts: Record<DevicePushState, string> = {
  ON: 'This device is told of news of your orders.',
  OFF: 'Be told when an order is paid, on its way or there.',
  REFUSED: 'Notifications are blocked: allow them in the browser’s settings of this site.',
  UNSUPPORTED: 'This browser has no notifications.',
  FAILED: 'The browser’s push service cannot be reached just now.',
};

/** Notifications: the browser asks only when this is clicked. */
export function PushSwitch() {
  const [state, setState] = useState<DevicePushState | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    void pushState().then(setState);
  }, []);
  if (state === null) return null;

  async function toggle(): Promise<void> {
    setBusy(true);
    try {
      if (state === 'ON') {
        await disablePush();
        setState('OFF');
      } else {
        const now = await enablePush();
        setState(now);
        if (now === 'OFF') say('The shop sends no notifications at the moment.');
      }
    } catch (error) {
      say((error as Error).message);
    }
    setBusy(false);
  }

  return (
    <div className="push">
      <Icon name="bell" />
      <p>{texts[state]}</p>
      {state !== 'UNSUPPORTED' && state !== 'REFUSED' && (
        <button
          type="button"
          className="button line"
          disabled={isBusy}
          onClick={() => void toggle()}
        >
          {state === 'ON' ? 'Turn off' : 'Turn on'}
        </button>
      )}
    </div>
  );
}
