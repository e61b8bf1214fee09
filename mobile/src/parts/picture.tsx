import { useState } from 'react';
import { Mark } from './wordmark.js';

/** A product's picture; where there is none, or it cannot be had now, the shop's mark. The name stands beside it. */
export function Picture({
  src,
  isLarge = false,
}: {
  src: string | null | undefined;
  isLarge?: boolean;
}) {
  const [broken, setBroken] = useState<string | null>(null);
  const className = isLarge ? 'picture is-large' : 'picture';
  if (!src || broken === src)
    return (
      <span className={`${className} is-missing`}>
        <Mark />
      </span>
    );
  return (
    <img
      className={className}
      src={src}
      alt=""
      width="160"
      height="160"
      loading={isLarge ? 'eager' : 'lazy'}
      onError={() => setBroken(src)}
    />
  );
}
