import { ProductScreenDocument, type ProductScreenQuery } from '@tributary/mobile-client';
import { useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { AnswerNote, MissingParts } from '../parts/notes.js';
import { Picture } from '../parts/picture.js';
import { formatPrice, Price } from '../parts/price.js';
import { Screen } from '../parts/screen.js';
import { ListSkeleton } from '../parts/skeleton.js';
import { Stepper } from '../parts/stepper.js';
import { density } from '../phone/client.js';
import { addToCart } from '../state/actions.js';
import { useApp } from '../state/app-state.js';
import { useScreen } from '../state/use-screen.js';

type Product = NonNullable<ProductScreenQuery['productScreen']['product']>;
type Variant = Product['variants'][number];

/** A product, and what of it can be chosen. */
export function ProductScreen() {
  const { slug = '' } = useParams();
  const known = useLocation().state as { name?: string } | null;
  const answer = useScreen(ProductScreenDocument, { slug, density });
  const screen = answer.data?.productScreen;
  const product = screen?.product;
  return (
    <Screen title={product?.name ?? known?.name ?? 'Product'} back="/search" onSync={answer.reload}>
      <AnswerNote answer={answer} />
      {screen && <MissingParts of={screen.unavailable} />}
      {product && <Details product={product} slug={slug} />}
      {!screen && answer.fault === null && <ListSkeleton />}
    </Screen>
  );
}

function Details({ product, slug }: { product: Product; slug: string }) {
  const buyable = product.variants.find(({ available }) => available > 0);
  const [sku, setSku] = useState(buyable?.sku ?? product.variants[0]?.sku);
  const variant = product.variants.find((found) => found.sku === sku);
  return (
    <article className="product">
      <div className="gallery">
        {(product.images.length > 0 ? product.images : [null]).map((image, index) => (
          <Picture key={image ?? index} src={image} isLarge />
        ))}
      </div>
      <div className="product-text">
        {variant && (
          <p className="product-price">
            <Price of={variant.price} />
            <Stock available={variant.available} />
          </p>
        )}
        <Variants variants={product.variants} chosen={sku} onChoose={setSku} />
        {variant && <AddToCart key={variant.sku} {...{ product, variant, slug }} />}
        <p className="description">{product.description}</p>
      </div>
    </article>
  );
}

function Stock({ available }: { available: number }) {
  if (available === 0) return <span className="badge is-bad">Sold out</span>;
  if (available <= 5) return <span className="badge is-warning">Only {available} left</span>;
  return <span className="badge is-good">In stock</span>;
}

interface VariantsProps {
  variants: readonly Variant[];
  chosen: string | undefined;
  onChoose: (sku: string) => void;
}

const Variants = ({ variants, chosen, onChoose }: VariantsProps) => (
  <fieldset className="variants">
    <legend>Variant</legend>
    {variants.map(({ sku, name, price, available }) => (
      <label key={sku} className="choice">
        <input
          type="radio"
          name="variant"
          checked={sku === chosen}
          onChange={() => onChoose(sku)}
        />
        <span className="choice-name">{name}</span>
        <span className="choice-aside">{available === 0 ? 'Sold out' : formatPrice(price)}</span>
      </label>
    ))}
  </fieldset>
);

interface AddToCartProps {
  product: Product;
  variant: Variant;
  slug: string;
}

function AddToCart({ product, variant, slug }: AddToCartProps) {
  const { profile } = useApp();
  const [quantity, setQuantity] = useState(1);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  if (!profile)
    return (
      <Link className="button solid wide" to="/sign-in" state={{ from: pathname }}>
        Sign in to buy
      </Link>
    );

  async function add(): Promise<void> {
    const { sku, price, available } = variant;
    const name = product.variants.length > 1 ? `${product.name}, ${variant.name}` : product.name;
    const image = product.images[0] ?? null;
    await addToCart({ sku, name, slug, image, price, available }, quantity);
    void navigate('/cart');
  }

  const isSoldOut = variant.available === 0;
  return (
    <div className="buy">
      <Stepper
        name={product.name}
        quantity={quantity}
        min={1}
        max={Math.max(1, Math.min(99, variant.available))}
        onChange={setQuantity}
      />
      <button
        type="button"
        className="button solid"
        disabled={isSoldOut}
        onClick={() => void add()}
      >
        {isSoldOut ? 'Sold out' : 'Add to cart'}
      </button>
    </div>
  );
}
