import { Link } from 'react-router';
import { classNames } from '../../design/class-names.js';
import { type Column, Table } from '../../design/table.js';
import type { DeskOrderFragment, StepState } from '../../generated/staff-documents.js';
import { formatTime } from '../times.js';
import styles from './orders.module.css';

interface Of {
  order: DeskOrderFragment;
}
type Line = DeskOrderFragment['lines'][number];

const columns: Column<Line>[] = [
  { key: 'what', head: 'What', names: true, cell: (line) => <What line={line} /> },
  { key: 'price', head: 'Price', align: 'end', cell: ({ unitPrice }) => unitPrice.formatted },
  { key: 'units', head: 'Units', align: 'end', cell: ({ quantity }) => quantity },
  { key: 'left', head: 'Shipped', align: 'end', cell: (line) => line.shippedQuantity },
  { key: 'back', head: 'Back', align: 'end', cell: (line) => line.returnedQuantity },
  { key: 'sum', head: 'Sum', align: 'end', cell: ({ lineTotal }) => lineTotal.formatted },
];

function What({ line: { picture, productSlug, name, sku } }: { line: Line }) {
  return (
    <span className={styles['line']}>
      {picture && <img src={picture.url} alt="" width={44} height={44} loading="lazy" />}
      <span>
        {productSlug ? <Link to={`/products/${productSlug}`}>{name}</Link> : name}
        <code className={styles['under']}>{sku}</code>
      </span>
    </span>
  );
}

export function OrderLines({ order }: Of) {
  return (
    <Table
      caption="What was bought"
      columns={columns}
      rows={order.lines}
      rowKey={({ sku }) => sku}
    />
  );
}

/** The money, the buyer, and where it goes. */
export function OrderFacts({ order }: Of) {
  const { subtotal, shipping, total, payment, buyer, shippingAddress } = order;
  return (
    <section className={styles['card']} aria-label="Payment and buyer">
      <h2>Payment</h2>
      <p>{payment.text}</p>
      <dl className={styles['sums']}>
        <dt>Goods</dt>
        <dd>{subtotal.formatted}</dd>
        <dt>Shipping</dt>
        <dd>{shipping.formatted}</dd>
        <dt className={styles['sum']}>Total</dt>
        <dd className={styles['sum']}>{total.formatted}</dd>
        <dt>Taken</dt>
        <dd>{payment.captured.formatted}</dd>
        <dt>Paid back</dt>
        <dd>{payment.refunded.formatted}</dd>
      </dl>
      <h2>Buyer</h2>
      {buyer ? (
        <p>
          {buyer.name}
          <br />
          <a href={`mailto:${buyer.email}`}>{buyer.email}</a>
        </p>
      ) : (
        <p>The account was closed.</p>
      )}
      {shippingAddress && <PostalAddress address={shippingAddress} />}
    </section>
  );
}

function PostalAddress({
  address: { name, line1, line2, postalCode, city, region, country },
}: {
  address: NonNullable<DeskOrderFragment['shippingAddress']>;
}) {
  const lines = [name, line1, line2, `${postalCode} ${city}`, region, country].filter(Boolean);
  return (
    <address className={styles['address']}>
      {lines.map((line) => (
        <span key={line}>
          {line}
          <br />
        </span>
      ))}
    </address>
  );
}

const looks: Record<StepState, string> = { DONE: 'done', NEXT: 'next', LATER: 'later' };

export function OrderSteps({ order }: Of) {
  return (
    <section className={styles['card']} aria-labelledby="steps">
      <h2 id="steps">What happened</h2>
      <ol className={styles['steps']}>
        {order.steps.map(({ text, state, at, note }, index) => (
          <li key={index} className={classNames(styles[looks[state]])}>
            {text}
            {at && <span className={styles['under']}>{formatTime(at)}</span>}
            {note && <span className={styles['under']}>{note}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
