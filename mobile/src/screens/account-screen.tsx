import {
  AccountScreenDocument,
  type AccountScreenQuery,
  RevokeSessionDocument,
} from '@tributary/mobile-client';
import { Link } from 'react-router';
import { Addresses } from '../parts/addresses.js';
import { deviceName } from '../parts/device-name.js';
import { AnswerNote, MissingParts, SignInNote } from '../parts/notes.js';
import { PushSwitch } from '../parts/push-switch.js';
import { Screen } from '../parts/screen.js';
import { ListSkeleton } from '../parts/skeleton.js';
import { When } from '../parts/when.js';
import { appVersion } from '../phone/app-version.js';
import { client } from '../phone/client.js';
import { install, installOffer } from '../phone/install-prompt.js';
import { say, useApp } from '../state/app-state.js';
import { watched } from '../state/connection.js';
import { signOut } from '../state/session-actions.js';
import { useScreen } from '../state/use-screen.js';
import { useValue } from '../state/value.js';

type Sessions = NonNullable<AccountScreenQuery['accountScreen']['sessions']>;

/** Who one is, where things go, which devices are signed in, and what this one may do. */
export function AccountScreen() {
  const { profile } = useApp();
  return (
    <Screen title="Account">
      {profile ? (
        <Account />
      ) : (
        <SignInNote>To buy, to follow orders, and to have them offline.</SignInNote>
      )}
      <ThisDevice />
    </Screen>
  );
}

function Account() {
  const { profile } = useApp();
  const answer = useScreen(AccountScreenDocument, {});
  const screen = answer.data?.accountScreen;
  return (
    <>
      <section className="panel person">
        <span className="initial" aria-hidden="true">
          {profile!.name.charAt(0)}
        </span>
        <h2>{profile!.name}</h2>
        <p>{profile!.email}</p>
      </section>
      <AnswerNote answer={answer} />
      {screen && <MissingParts of={screen.unavailable} />}
      {!screen && answer.fault === null && <ListSkeleton rows={2} />}
      {screen?.addresses && <Addresses addresses={screen.addresses} onChanged={answer.reload} />}
      {screen?.sessions && <Devices sessions={screen.sessions} onChanged={answer.reload} />}
    </>
  );
}

function Devices({ sessions, onChanged }: { sessions: Sessions; onChanged: () => void }) {
  const { isOnline } = useApp();
  async function revoke(id: string): Promise<void> {
    try {
      await watched(client.send(RevokeSessionDocument, { id }));
      say('That device is signed out.');
      onChanged();
    } catch (error) {
      say((error as Error).message);
    }
  }
  return (
    <section className="panel">
      <h2>Devices</h2>
      <ul className="stack">
        {sessions.map(({ id, device, lastUsedAt, current }) => (
          <li key={id} className="device">
            <span className="device-name">{deviceName(device)}</span>
            <span className="hint">{current ? 'This device' : <When at={lastUsedAt} />}</span>
            {!current && (
              <button
                type="button"
                className="button quiet"
                disabled={!isOnline}
                aria-label={`Sign out ${deviceName(device)}`}
                onClick={() => void revoke(id)}
              >
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function ThisDevice() {
  const { profile, waiting, syncedAt } = useApp();
  const offer = useValue(installOffer);
  return (
    <section className="panel">
      <h2>This app</h2>
      {profile && <PushSwitch />}
      {offer && (
        <button type="button" className="button solid wide" onClick={() => void install()}>
          Install Tributary
        </button>
      )}
      {profile && (
        <Link className="row waiting-row" to="/changes">
          <span>Changes that wait</span>
          <span className="badge is-plain">{waiting.length}</span>
        </Link>
      )}
      <p className="hint">
        Version {appVersion}
        {syncedAt !== null && (
          <>
            , synced <When at={syncedAt} />
          </>
        )}
      </p>
      {profile && (
        <button type="button" className="button danger wide" onClick={() => void signOut()}>
          Sign out
        </button>
      )}
    </section>
  );
}
