/** A product's picture, in a square; where there is none, the shop's own mark stands. */
import styles from './product-picture.module.css';

export function ProductPicture({
  picture,
  alt = '',
  eager = false,
}: {
  picture: { url: string } | null | undefined;
  /** Only where no text beside it says the same. */
  alt?: string;
  /** Needed at once, not when it comes into sight. */
  eager?: boolean;
}) {
  return (
    <span className={styles['frame']}>
      {picture ? (
        <img
          src={picture.url}
          alt={alt}
          width={640}
          height={640}
          loading={eager ? 'eager' : 'lazy'}
          decoding="async"
        />
      ) : (
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M10 8c0 7 6 5.5 6 12v5M22 8c0 7-6 5.5-6 12" />
        </svg>
      )}
    </span>
  );
}
