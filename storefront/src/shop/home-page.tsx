import { Link } from 'react-router';
import { UnavailableNotice } from '../api/unavailable.js';
import { usePage } from '../api/use-page.js';
import { ButtonLink } from '../design/button.js';
import { EmptyState, ErrorState } from '../design/notices.js';
import { Loading } from '../design/skeleton.js';
import { HomePageDocument, type HomePageQuery } from '../generated/documents.js';
import { PageTitle } from '../layout/page-title.js';
import styles from './home-page.module.css';
import { ProductGrid, ProductGridSkeleton } from './product-card.js';

type Home = HomePageQuery['homePage'];

/** The front page: what is new, and a shelf of each category. */
export function HomePage() {
  const { data, failure, reload } = usePage(HomePageDocument);
  const home = data?.homePage;
  return (
    <>
      <Hero pictures={home?.newest?.filter(({ picture }) => picture).slice(0, 3) ?? []} />
      {failure && <ErrorState onRetry={reload}>{failure}</ErrorState>}
      {!home && !failure && (
        <Loading what="the shelves">
          <ProductGridSkeleton />
        </Loading>
      )}
      {home && (
        <>
          <UnavailableNotice
            unavailable={home.unavailable}
            parts={['NEWEST', 'SHELVES']}
            onRetry={reload}
          />
          <Newest cards={home.newest} />
          {home.shelves?.map((shelf) => (
            <Shelf key={shelf.category.slug} {...shelf} />
          ))}
        </>
      )}
    </>
  );
}

function Hero({ pictures }: { pictures: NonNullable<Home['newest']> }) {
  return (
    <section className={styles['hero']}>
      <svg
        viewBox="0 0 1200 420"
        preserveAspectRatio="xMidYMid slice"
        className={styles['streams']}
        aria-hidden="true"
      >
        <path d="M-20 60C240 60 300 210 620 214s420-40 620-40" />
        <path d="M-20 380C260 380 330 214 620 214" />
        <path d="M240-20c0 130 140 234 380 234" />
        <path d="M330 440c0-130 90-226 290-226" />
      </svg>
      <div className={styles['words']}>
        <PageTitle title="Tributary">
          Many small workshops.
          <br />
          One good house.
        </PageTitle>
        <p>Mugs, lamps, blankets and bags that are made to last, from people who know how.</p>
        <div className={styles['ways']}>
          <ButtonLink to="/search" size="l" className={styles['way']}>
            See everything
          </ButtonLink>
        </div>
      </div>
      <div className={styles['pictures']} aria-hidden="true">
        {pictures.map(({ id, picture }) => picture && <img key={id} src={picture.url} alt="" />)}
      </div>
    </section>
  );
}

function Newest({ cards }: { cards: Home['newest'] }) {
  if (!cards) return null;
  if (cards.length === 0)
    return (
      <EmptyState title="The shelves are empty">
        Come back soon: things are on their way.
      </EmptyState>
    );
  return (
    <section className={styles['shelf']} aria-labelledby="newest">
      <header>
        <h2 id="newest">Just arrived</h2>
        <Link to="/search?sort=NEWEST">All that is new</Link>
      </header>
      <ProductGrid cards={cards.slice(0, 8)} eager={4} />
    </section>
  );
}

function Shelf({ category, cards }: NonNullable<Home['shelves']>[number]) {
  const id = `shelf-${category.slug}`;
  return (
    <section className={styles['shelf']} aria-labelledby={id}>
      <header>
        <h2 id={id}>{category.name}</h2>
        <Link to={`/search?category=${category.slug}`}>
          All<span className="visually-hidden"> of {category.name}</span>
        </Link>
      </header>
      <ProductGrid cards={cards} />
    </section>
  );
}
