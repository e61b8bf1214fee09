import type { CardPartsFragment } from '@tributary/mobile-client';
import { Link } from 'react-router';
import { Picture } from './picture.js';
import { Price } from './price.js';

export const ProductGrid = ({ products }: { products: readonly CardPartsFragment[] }) => (
  <ul className="grid">
    {products.map((product) => (
      <li key={product.id}>
        <ProductCard product={product} />
      </li>
    ))}
  </ul>
);

const ProductCard = ({ product }: { product: CardPartsFragment }) => (
  <Link className="card" to={`/products/${product.slug}`} state={{ name: product.name }}>
    <Picture src={product.image} />
    <span className="card-name">{product.name}</span>
    <span className="card-foot">
      <Price of={product.price} />
      {product.soldOut && <span className="badge is-plain">Sold out</span>}
    </span>
  </Link>
);
