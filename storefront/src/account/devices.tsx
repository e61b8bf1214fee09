import { useSend } from '../api/use-send.js';
import { Badge } from '../design/badge.js';
import { Button } from '../design/button.js';
import { Moment } from '../design/moment.js';
import { Panel } from '../design/panel.js';
import { useToast } from '../design/toast.js';
import { RevokeSessionDocument } from '../generated/documents.js';
import type { Account } from './account-page.js';
import styles from './account.module.css';

/** Devices that are signed in; each other one can be signed out from here. */
export function Devices({
  sessions,
  onChange,
}: {
  sessions: NonNullable<Account['sessions']>;
  onChange: () => void;
}) {
  const { send, busy } = useSend(RevokeSessionDocument);
  const toast = useToast();
  const revoke = async (id: string) => {
    const { error } = await send({ id });
    if (error === undefined) toast('That device is signed out.');
    else toast(error, 'bad');
    onChange();
  };
  return (
    <Panel title="Where you are signed in" id="devices">
      <ul className={styles['entries']}>
        {sessions.map(({ id, device, createdAt, lastUsedAt, current }) => (
          <li key={id}>
            <div>
              <p>{deviceName(device)}</p>
              <p className={styles['soft']}>
                Since <Moment at={createdAt} only="date" />, last used <Moment at={lastUsedAt} />
              </p>
            </div>
            {current ? (
              <Badge tone="good">This browser</Badge>
            ) : (
              <Button
                look="line"
                size="s"
                busy={busy}
                aria-label={`Sign out ${deviceName(device)}`}
                onClick={() => void revoke(id)}
              >
                Sign out
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Of what a browser says of itself: “Firefox on Linux”. Anything else is shown as it is. */
export function deviceName(device: string): string {
  const browser = [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark]) => device.includes(mark!));
  const system = [
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Android', 'Android'],
    ['Windows', 'Windows'],
    ['Mac OS X', 'Mac'],
    ['Linux', 'Linux'],
  ].find(([mark]) => device.includes(mark!));
  if (!browser) return device.slice(0, 60) || 'Unknown device';
  return system ? `${browser[1]} on ${system[1]}` : browser[1]!;
}
