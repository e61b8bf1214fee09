import { useState } from 'react';
import { ProductPicture } from '../shop/product-picture.js';
import styles from './gallery.module.css';

/** Pictures of one product: one large, the others to choose from. */
export function Gallery({
  name,
  pictures,
}: {
  name: string;
  pictures: readonly { url: string; alt: string }[];
}) {
  const [shown, setShown] = useState(0);
  const picture = pictures[shown] ?? pictures[0];
  return (
    <div className={styles['gallery']}>
      <div className={styles['picture']}>
        <ProductPicture picture={picture} alt={picture?.alt ?? name} eager />
      </div>
      {pictures.length > 1 && (
        <ul className={styles['thumbs']} aria-label={`Pictures of ${name}`}>
          {pictures.map(({ url, alt }, index) => (
            <li key={url}>
              <button
                type="button"
                aria-label={`Picture ${index + 1}: ${alt}`}
                aria-current={index === shown || undefined}
                onClick={() => setShown(index)}
              >
                <img src={url} alt="" width={80} height={80} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
