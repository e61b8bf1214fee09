import { Link } from 'react-router';
import styles from './site-footer.module.css';
import { usePageHead } from './use-page-head.js';
import { Wordmark } from './wordmark.js';

/** What stands at the foot of each page. */
export function SiteFooter() {
  const { categories } = usePageHead();
  return (
    <footer className={styles['footer']}>
      <svg
        viewBox="0 0 1200 60"
        preserveAspectRatio="none"
        className={styles['shore']}
        aria-hidden="true"
      >
        <path d="M0 60V34C150 8 300 8 460 26s290 30 430 12 220-26 310-10v32Z" />
      </svg>
      <div className={styles['inner']}>
        <div className={styles['about']}>
          <p className={styles['brand']}>
            <Wordmark />
          </p>
          <p>Things for the home that are made to last, from many small workshops into one shop.</p>
        </div>
        <nav aria-labelledby="footer-shop">
          <h2 id="footer-shop">Shop</h2>
          <ul className={styles['two']}>
            {categories.map(({ slug, name }) => (
              <li key={slug}>
                <Link to={`/search?category=${slug}`}>{name}</Link>
              </li>
            ))}
          </ul>
        </nav>
        <nav aria-labelledby="footer-you">
          <h2 id="footer-you">You</h2>
          <ul>
            <li>
              <Link to="/account">Account</Link>
            </li>
            <li>
              <Link to="/orders">Orders</Link>
            </li>
            <li>
              <Link to="/cart">Cart</Link>
            </li>
          </ul>
        </nav>
      </div>
      <p className={styles['note']}>A demonstration shop: nothing is sold, no card is charged.</p>
    </footer>
  );
}
