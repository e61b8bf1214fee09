import { Link } from 'react-router';
import { Skeleton } from '../design/skeleton.js';
import type { ProductCardPartsFragment } from '../generated/documents.js';
import { AvailabilityBadge } from './availability.js';
import { ProductPicture } from './product-picture.js';
import styles from './product-card.module.css';

/** A product in a list: all of it is one link. */
export function ProductCard({
  card,
  eager = false,
}: {
  card: ProductCardPartsFragment;
  eager?: boolean;
}) {
  const { slug, name, category, picture, price, priceTo, availability } = card;
  const isRemarkable = availability !== 'IN_STOCK';
  return (
    <li className={styles['card']}>
      <div className={styles['picture']}>
        <ProductPicture picture={picture} eager={eager} />
      </div>
      <p className={styles['category']}>{category.name}</p>
      <h3 className={styles['name']}>
        <Link to={`/products/${slug}`}>{name}</Link>
      </h3>
      <p className={styles['foot']}>
        <span className={styles['price']}>
          {priceTo && <span className={styles['from']}>from </span>}
          {price.formatted}
        </span>
        {isRemarkable && <AvailabilityBadge availability={availability} />}
      </p>
    </li>
  );
}

export function ProductGrid({
  cards,
  eager = 0,
}: {
  cards: readonly ProductCardPartsFragment[];
  /** Pictures of the first ones are loaded at once. */
  eager?: number;
}) {
  return (
    <ul className={styles['grid']}>
      {cards.map((card, index) => (
        <ProductCard key={card.id} card={card} eager={index < eager} />
      ))}
    </ul>
  );
}

export function ProductGridSkeleton({ count = 8 }: { count?: number }) {
  return (
    <div className={styles['grid']}>
      {Array.from({ length: count }, (_, index) => (
        <div key={index}>
          <Skeleton shape="picture" />
          <Skeleton shape="short" />
          <Skeleton />
        </div>
      ))}
    </div>
  );
}
