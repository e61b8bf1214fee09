/** The five places one always gets to. A rail at the side where there is room. */
import { NavLink } from 'react-router';
import { useCart } from '../state/use-cart.js';
import { Icon, type IconName } from './icon.js';
import { Wordmark } from './wordmark.js';

const tabs: readonly { to: string; label: string; icon: IconName }[] = [
  { to: '/', label: 'Home', icon: 'home' },
  { to: '/search', label: 'Search', icon: 'search' },
  { to: '/cart', label: 'Cart', icon: 'cart' },
  { to: '/orders', label: 'Orders', icon: 'orders' },
  { to: '/account', label: 'Account', icon: 'account' },
];

export function TabBar() {
  const { count } = useCart();
  return (
    <nav className="tabs" aria-label="Main">
      <span className="wordmark">
        <Wordmark />
      </span>
      <ul>
        {tabs.map(({ to, label, icon }) => (
          <li key={to}>
            <NavLink to={to} end={to === '/'} className="tab">
              <Icon name={icon} />
              <span>{label}</span>
              {to === '/cart' && count > 0 && (
                <span className="tab-count">
                  {count}
                  <span className="visually-hidden"> in it</span>
                </span>
              )}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
