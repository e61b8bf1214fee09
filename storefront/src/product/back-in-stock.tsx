/** A mail when a variant can be bought again. It needs an account: a guest's address is nowhere. */
import { useState } from 'react';
import { useLocation } from 'react-router';
import { useSend } from '../api/use-send.js';
import { Button, ButtonLink } from '../design/button.js';
import { Notice } from '../design/notices.js';
import { useToast } from '../design/toast.js';
import {
  UnwatchStockDocument,
  type VariantPartsFragment,
  WatchStockDocument,
} from '../generated/documents.js';
import { usePageHead } from '../layout/use-page-head.js';

export function BackInStock({ variant }: { variant: VariantPartsFragment }) {
  const { viewer } = usePageHead();
  const { pathname } = useLocation();
  if (variant.availability === 'WITHDRAWN')
    return <Notice tone="warn">This one is no longer sold.</Notice>;
  if (!viewer || viewer.isGuest)
    return (
      <Notice
        title="Sold out just now"
        action={
          <ButtonLink look="line" size="s" to={`/sign-in?next=${encodeURIComponent(pathname)}`}>
            Sign in to be told
          </ButtonLink>
        }
      >
        We can write to you when it is back.
      </Notice>
    );
  return <Watch variant={variant} />;
}

function Watch({ variant: { sku, watched: wasWatched } }: { variant: VariantPartsFragment }) {
  const [watched, setWatched] = useState(wasWatched);
  const watch = useSend(WatchStockDocument);
  const unwatch = useSend(UnwatchStockDocument);
  const toast = useToast();
  const start = async () => {
    const { data, error } = await watch.send({ sku });
    if (error !== undefined) return toast(error, 'bad');
    if (data.watchStock.__typename !== 'StockWatched') return toast(data.watchStock.message, 'bad');
    setWatched(true);
  };
  const end = async () => {
    const { error } = await unwatch.send({ sku });
    if (error === undefined) setWatched(false);
    else toast(error, 'bad');
  };
  return (
    <Notice
      tone={watched ? 'good' : 'river'}
      title={watched ? 'We will write to you' : 'Sold out just now'}
      live={watched}
      action={
        watched ? (
          <Button look="line" size="s" busy={unwatch.busy} onClick={() => void end()}>
            No need any more
          </Button>
        ) : (
          <Button size="s" busy={watch.busy} onClick={() => void start()}>
            Tell me when it is back
          </Button>
        )
      }
    >
      {watched
        ? 'One mail, as soon as it can be bought again.'
        : 'This page changes when it is back, too.'}
    </Notice>
  );
}
