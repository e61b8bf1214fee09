import { Link } from 'react-router';
import { Empty, SignInNote } from '../parts/notes.js';
import { Picture } from '../parts/picture.js';
import { Price } from '../parts/price.js';
import { Screen } from '../parts/screen.js';
import { ListSkeleton } from '../parts/skeleton.js';
import { Stepper } from '../parts/stepper.js';
import { setCartLine } from '../state/actions.js';
import { useApp } from '../state/app-state.js';
import type { Cart, CartLine } from '../state/expected.js';
import { useCart } from '../state/use-cart.js';

/** The cart, also without a network: as it will be when what waits has been done. */
export function CartScreen() {
  const { profile, kept, isSyncing } = useApp();
  const cart = useCart();
  const isUnknown = kept.cart === null && isSyncing && cart.lines.length === 0;
  return (
    <Screen title="Cart">
      {!profile && <SignInNote>Your cart is with your account, on all your devices.</SignInNote>}
      {profile && isUnknown && <ListSkeleton />}
      {profile && !isUnknown && cart.lines.length === 0 && (
        <Empty title="Nothing in it yet">
          <Link className="button solid" to="/">
            Look around
          </Link>
        </Empty>
      )}
      {profile && cart.lines.length > 0 && <Contents cart={cart} />}
    </Screen>
  );
}

function Contents({ cart }: { cart: Cart }) {
  const { waiting, isOnline } = useApp();
  const isWaiting = (sku: string) =>
    !isOnline &&
    waiting.some((action) => action.kind === 'CHANGE_CART' && action.input.sku === sku);
  return (
    <>
      <ul className="lines">
        {cart.lines.map((line) => (
          <Line key={line.sku} line={line} isWaiting={isWaiting(line.sku)} />
        ))}
      </ul>
      <div className="total">
        <span>Subtotal</span>
        {cart.subtotal && <Price of={cart.subtotal} />}
      </div>
      <Link className="button solid wide" to="/checkout">
        Check out
      </Link>
    </>
  );
}

function Line({ line, isWaiting }: { line: CartLine; isWaiting: boolean }) {
  const { sku, quantity, total, slug, image, available } = line;
  const name = line.name ?? sku;
  const set = (next: number) => void setCartLine(sku, next);
  return (
    <li className="line">
      <Picture src={image} />
      <div className="line-text">
        {slug ? <Link to={`/products/${slug}`}>{name}</Link> : <span>{name}</span>}
        <span className="line-foot">
          <Price of={total} />
          {isWaiting && <span className="badge is-waiting">Waits</span>}
          {available !== null && available < quantity && (
            <span className="badge is-bad">
              {available === 0 ? 'Sold out' : `Only ${available} left`}
            </span>
          )}
        </span>
        <span className="line-foot">
          <Stepper name={name} quantity={quantity} min={1} max={99} onChange={set} />
          <button
            type="button"
            className="button quiet"
            aria-label={`Remove ${name}`}
            onClick={() => set(0)}
          >
            Remove
          </button>
        </span>
      </div>
    </li>
  );
}
