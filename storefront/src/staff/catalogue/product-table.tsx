import { Badge, type Tone } from '../../design/badge.js';
import { Button } from '../../design/button.js';
import { type Column, Table } from '../../design/table.js';
import type { ProductState, StaffProductPartsFragment } from '../../generated/staff-documents.js';
import styles from './catalogue.module.css';

type Product = StaffProductPartsFragment;

const states: Record<ProductState, { tone: Tone; text: string }> = {
  ON_SALE: { tone: 'good', text: 'On sale' },
  SOLD_OUT: { tone: 'warn', text: 'Sold out' },
  WITHDRAWN: { tone: 'plain', text: 'Withdrawn' },
};

interface Verbs {
  onEdit: (product: Product) => void;
  onVariants: (product: Product) => void;
}

const columnsFor = ({ onEdit, onVariants }: Verbs): Column<Product>[] => [
  { key: 'name', head: 'Product', names: true, cell: (product) => <Name product={product} /> },
  { key: 'category', head: 'Category', cell: ({ category }) => category.name },
  {
    key: 'state',
    head: 'State',
    cell: ({ state }) => <Badge tone={states[state].tone}>{states[state].text}</Badge>,
  },
  { key: 'variants', head: 'Variants', align: 'end', cell: ({ variants }) => variants.length },
  {
    key: 'do',
    head: 'Actions',
    align: 'end',
    cell: (product) => (
      <span className={styles['verbs']}>
        <Button
          look="quiet"
          size="s"
          aria-label={`Variants of ${product.name}`}
          onClick={() => onVariants(product)}
        >
          Variants
        </Button>
        <Button
          look="line"
          size="s"
          aria-label={`Edit ${product.name}`}
          onClick={() => onEdit(product)}
        >
          Edit
        </Button>
      </span>
    ),
  },
];

/** Products with what can be done to each. */
export function ProductTable({ products, ...verbs }: Verbs & { products: readonly Product[] }) {
  return (
    <Table caption="Products" columns={columnsFor(verbs)} rows={products} rowKey={({ id }) => id} />
  );
}

function Name({ product: { pictures, name, slug } }: { product: Product }) {
  return (
    <span className={styles['name']}>
      {pictures[0] && <img src={pictures[0].url} alt="" width={44} height={44} loading="lazy" />}
      <span>
        {name}
        <code className={styles['under']}>{slug}</code>
      </span>
    </span>
  );
}
