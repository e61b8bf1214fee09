/** The frame of each screen: its title, the way back, syncing. The title has the focus when one comes to it. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useApp } from '../state/app-state.js';
import { catchUp } from '../state/catch-up.js';
import { Icon } from './icon.js';

interface ScreenProps {
  title: string;
  children: ReactNode;
  /** Where the way back leads, when there is nowhere to go back to. */
  back?: string;
  /** Beside the title. */
  aside?: ReactNode;
  /** Asks anew for what the screen shows. */
  onSync?: () => void;
}

export function Screen({ title, children, back, aside, onSync }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { key, pathname } = useLocation();
  useEffect(() => {
    document.title = `${title} · Tributary`;
  }, [title]);
  useEffect(() => {
    if (key === 'default') return;
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [pathname]);
  return (
    <main>
      <header className="bar">
        {back !== undefined && <BackButton to={back} />}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside}
        <SyncButton onSync={onSync} />
      </header>
      <div className="content">{children}</div>
    </main>
  );
}

function BackButton({ to }: { to: string }) {
  const navigate = useNavigate();
  const { key } = useLocation();
  const goBack = () => void (key === 'default' ? navigate(to) : navigate(-1));
  return (
    <button type="button" className="icon-button" aria-label="Back" onClick={goBack}>
      <Icon name="back" />
    </button>
  );
}

function SyncButton({ onSync }: { onSync: (() => void) | undefined }) {
  const { isSyncing, isOnline } = useApp();
  const sync = () => {
    void catchUp();
    onSync?.();
  };
  return (
    <button
      type="button"
      className={isSyncing ? 'icon-button is-turning' : 'icon-button'}
      aria-label={isOnline ? 'Sync now' : 'Offline: try to sync'}
      onClick={sync}
    >
      <Icon name={isOnline || isSyncing ? 'sync' : 'offline'} />
    </button>
  );
}
