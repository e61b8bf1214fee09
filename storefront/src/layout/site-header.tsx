import { Link, NavLink, useLocation } from 'react-router';
import { SearchBox } from './search-box.js';
import styles from './site-header.module.css';
import { ThemeToggle } from './theme-toggle.js';
import { usePageHead, type Viewer } from './use-page-head.js';
import { Wordmark } from './wordmark.js';

/** What stands at the top of each page. */
export function SiteHeader() {
  const { viewer } = usePageHead();
  return (
    <header className={styles['header']}>
      <div className={styles['bar']}>
        <Link to="/" className={styles['brand']} aria-label="Tributary, to the front page">
          <Wordmark />
        </Link>
        <SearchBox />
        <nav className={styles['actions']} aria-label="Your shop">
          {viewer?.isStaff && (
            <NavLink to="/staff" className={styles['staff']}>
              Staff<span> desk</span>
            </NavLink>
          )}
          <ThemeToggle />
          <AccountLink viewer={viewer} />
          <CartLink quantity={viewer?.cartQuantity ?? 0} />
        </nav>
      </div>
      <Categories />
    </header>
  );
}

function AccountLink({ viewer }: { viewer: Viewer | null | undefined }) {
  const isKnown = viewer && !viewer.isGuest;
  return (
    <Link to={isKnown ? '/account' : '/sign-in'} className={styles['account']}>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6" />
      </svg>
      <span>{isKnown ? firstName(viewer.name) : 'Sign in'}</span>
    </Link>
  );
}

const firstName = (name: string) => name.split(' ')[0] ?? name;

function CartLink({ quantity }: { quantity: number }) {
  const items = quantity === 1 ? '1 item' : `${quantity} items`;
  return (
    <Link to="/cart" className={styles['icon']} aria-label={`Cart, ${items}`}>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M5 8.5h14l-1.2 12H6.200ZM8.5 8.5V7a3.5 3.5 0 0 1 7 0v1.500" />
      </svg>
      {quantity > 0 && (
        <span className={styles['count']} aria-hidden="true">
          {quantity > 99 ? '99+' : quantity}
        </span>
      )}
    </Link>
  );
}

function Categories() {
  const { categories } = usePageHead();
  const { pathname, search } = useLocation();
  const current = pathname === '/search' ? new URLSearchParams(search).get('category') : null;
  return (
    <nav className={styles['categories']} aria-label="Categories">
      <ul>
        {categories.map(({ slug, name }) => (
          <li key={slug}>
            <Link
              to={`/search?category=${slug}`}
              aria-current={slug === current ? 'page' : undefined}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
