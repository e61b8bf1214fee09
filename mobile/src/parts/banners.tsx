/** What concerns the whole app: no network, changes that wait or want a decision, an ended session, a new version. */
import { Link, useLocation } from 'react-router';
import { newVersion, takeNewVersion } from '../phone/service-worker.js';
import { useApp } from '../state/app-state.js';
import { useValue } from '../state/value.js';
import { Icon } from './icon.js';

export function Banners() {
  const { isOnline, waiting, undecided, notice, profile, endedSessionOf } = useApp();
  const { pathname } = useLocation();
  const isNewVersionThere = useValue(newVersion) !== null;
  return (
    <aside className="banners" aria-label="Notices">
      <output>
        {!isOnline && (
          <span className="banner is-offline">
            <Icon name="offline" />
            {waiting.length === 0 && 'Offline. What you do is sent later.'}
            {waiting.length > 0 && (
              <Link to="/changes">
                Offline.{' '}
                {waiting.length === 1 ? '1 change waits' : `${waiting.length} changes wait`}
              </Link>
            )}
          </span>
        )}
        {notice !== null && <span className="toast">{notice}</span>}
      </output>
      {endedSessionOf !== null && !profile && (
        <Link className="banner is-warning" to="/sign-in">
          Your session has ended. Sign in to go on
          {waiting.length > 0 && '; nothing you did is lost'}.
        </Link>
      )}
      {undecided.length > 0 && pathname !== '/changes' && (
        <Link className="banner is-warning" to="/changes">
          {undecided.length === 1 ? 'A change needs' : `${undecided.length} changes need`} your
          decision
          <Icon name="next" />
        </Link>
      )}
      {isNewVersionThere && (
        <button type="button" className="banner is-notice" onClick={takeNewVersion}>
          A new version is here. Use it now
        </button>
      )}
    </aside>
  );
}
