import { Wordmark } from './wordmark.js';

/** Shown when the app was opened in another window: only one may use the session. */
export const TakenOver = () => (
  <main className="alone">
    <span className="wordmark">
      <Wordmark />
    </span>
    <h1>Open in another window</h1>
    <p>Tributary runs in one window at a time, so that no change is made twice.</p>
    <button type="button" className="button solid" onClick={() => location.reload()}>
      Go on here
    </button>
  </main>
);
