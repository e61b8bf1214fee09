import { NavLink } from 'react-router';
import styles from './account.module.css';

/** Between the pages about the user. */
export function AccountNav() {
  return (
    <nav className={styles['nav']} aria-label="Account">
      <NavLink to="/account">Account</NavLink>
      <NavLink to="/orders">Orders</NavLink>
    </nav>
  );
}
