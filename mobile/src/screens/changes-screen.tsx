import type { QueuedAction } from '@tributary/mobile-client';
import { Empty } from '../parts/notes.js';
import { Screen } from '../parts/screen.js';
import { Undecided } from '../parts/undecided.js';
import { takeBack } from '../state/actions.js';
import { useApp } from '../state/app-state.js';
import { catchUp } from '../state/catch-up.js';
import { describeAction } from '../state/describe-action.js';

/** What waits to be sent, and what the server answered that needs a decision. */
export function ChangesScreen() {
  const { waiting, undecided, isOnline } = useApp();
  return (
    <Screen title="Changes" back="/account">
      {undecided.length > 0 && (
        <section aria-label="For you to decide" className="stack">
          <h2>For you to decide</h2>
          {undecided.map((outcome) => (
            <Undecided key={outcome.action.id} outcome={outcome} />
          ))}
        </section>
      )}
      {waiting.length > 0 && (
        <section aria-label="Waiting to be sent" className="stack">
          <h2>{isOnline ? 'Being sent' : 'Waiting for the network'}</h2>
          <ol className="stack">
            {waiting.map((action) => (
              <WaitingAction key={action.id} action={action} />
            ))}
          </ol>
          <button type="button" className="button line wide" onClick={() => void catchUp()}>
            Send now
          </button>
        </section>
      )}
      {waiting.length + undecided.length === 0 && (
        <Empty title="All is sent">
          <p>What you do without a network waits here, in order, until there is one.</p>
        </Empty>
      )}
    </Screen>
  );
}

const WaitingAction = ({ action }: { action: QueuedAction }) => (
  <li className="row waiting-row">
    <span>{describeAction(action)}</span>
    <button
      type="button"
      className="button quiet"
      aria-label={`Take back: ${describeAction(action)}`}
      onClick={() => void takeBack(action.id)}
    >
      Take back
    </button>
  </li>
);
