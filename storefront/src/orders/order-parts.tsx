import { Link } from 'react-router';
import { Badge, type Tone } from '../design/badge.js';
import { Moment } from '../design/moment.js';
import { Panel } from '../design/panel.js';
import type { OrderPartsFragment, ReturnStatus } from '../generated/documents.js';
import { ProductPicture } from '../shop/product-picture.js';
import styles from './orders.module.css';

type Units = OrderPartsFragment['parcels'][number]['lines'];

export function OrderLines({ lines }: { lines: OrderPartsFragment['lines'] }) {
  return (
    <ul className={styles['lines']}>
      {lines.map(
        ({ sku, name, quantity, unitPrice, lineTotal, productSlug, picture, ...units }) => (
          <li key={sku}>
            <span className={styles['picture']}>
              <ProductPicture picture={picture} />
            </span>
            <span>
              <strong>
                {productSlug ? <Link to={`/products/${productSlug}`}>{name}</Link> : name}
              </strong>
              <span className={styles['soft']}>
                {quantity} × {unitPrice.formatted}
                {units.shippedQuantity > 0 && ` · ${units.shippedQuantity} sent`}
                {units.returnedQuantity > 0 && ` · ${units.returnedQuantity} came back`}
              </span>
            </span>
            <span>{lineTotal.formatted}</span>
          </li>
        ),
      )}
    </ul>
  );
}

function UnitList({ lines }: { lines: Units }) {
  return (
    <ul className={styles['soft']}>
      {lines.map(({ sku, name, quantity }) => (
        <li key={sku}>
          {quantity} × {name}
        </li>
      ))}
    </ul>
  );
}

export function Parcels({ parcels }: { parcels: OrderPartsFragment['parcels'] }) {
  if (parcels.length === 0) return null;
  return (
    <Panel title={parcels.length === 1 ? 'Parcel' : 'Parcels'} id="parcels">
      <ul className={styles['entries']}>
        {parcels.map(({ id, trackingCode, lines, shippedAt, deliveredAt }) => (
          <li key={id}>
            <p className={styles['head']}>
              <strong>{trackingCode ? `Tracking code ${trackingCode}` : 'Parcel'}</strong>
              <Badge tone={deliveredAt ? 'good' : 'river'}>
                {deliveredAt ? 'Arrived' : 'On its way'}
              </Badge>
            </p>
            <p className={styles['soft']}>
              Left <Moment at={shippedAt} />
              {deliveredAt && (
                <>
                  , arrived <Moment at={deliveredAt} />
                </>
              )}
            </p>
            <UnitList lines={lines} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

const returnTones: Record<ReturnStatus, Tone> = {
  REQUESTED: 'river',
  APPROVED: 'good',
  REJECTED: 'bad',
};

export function Returns({ returns }: { returns: OrderPartsFragment['returns'] }) {
  if (returns.length === 0) return null;
  return (
    <Panel title={returns.length === 1 ? 'Return' : 'Returns'} id="returns">
      <ul className={styles['entries']}>
        {returns.map(({ id, status, statusText, lines, reason, rejection, requestedAt }) => (
          <li key={id}>
            <p className={styles['head']}>
              <strong>
                Asked for <Moment at={requestedAt} only="date" />
              </strong>
              <Badge tone={returnTones[status]}>{statusText}</Badge>
            </p>
            {reason && <p className={styles['soft']}>“{reason}”</p>}
            {rejection && <p>Why not: {rejection}</p>}
            <UnitList lines={lines} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
