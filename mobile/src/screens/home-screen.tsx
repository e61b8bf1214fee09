import { HomeScreenDocument } from '@tributary/mobile-client';
import { Link } from 'react-router';
import { AnswerNote, MissingParts } from '../parts/notes.js';
import { ProductGrid } from '../parts/product-card.js';
import { Screen } from '../parts/screen.js';
import { GridSkeleton } from '../parts/skeleton.js';
import { density } from '../phone/client.js';
import { useApp } from '../state/app-state.js';
import { useScreen } from '../state/use-screen.js';

/** The first screen: categories and what is new. */
export function HomeScreen() {
  const { profile } = useApp();
  const answer = useScreen(HomeScreenDocument, { density });
  const home = answer.data?.homeScreen;
  const firstName = profile?.name.split(' ')[0];
  return (
    <Screen title={firstName ? `Hello, ${firstName}` : 'Tributary'} onSync={answer.reload}>
      <AnswerNote answer={answer} />
      {home && <MissingParts of={home.unavailable} />}
      {home?.categories && (
        <nav aria-label="Categories">
          <ul className="chips">
            {home.categories.map(({ slug, name }) => (
              <li key={slug}>
                <Link className="chip" to={`/search?category=${slug}`}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      )}
      <h2>Just in</h2>
      {home?.newest && <ProductGrid products={home.newest} />}
      {!home && answer.fault === null && <GridSkeleton />}
    </Screen>
  );
}
