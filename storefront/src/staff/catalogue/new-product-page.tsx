import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSend } from '../../api/use-send.js';
import { Button, ButtonLink } from '../../design/button.js';
import { Field, Select, TextArea } from '../../design/field.js';
import { Notice } from '../../design/notices.js';
import { useToast } from '../../design/toast.js';
import { CreateProductDocument, type CreateProductInput } from '../../generated/staff-documents.js';
import { usePageHead } from '../../layout/use-page-head.js';
import { textOf, toMinor } from '../form-values.js';
import { StaffHead } from '../staff-page.js';
import styles from './catalogue.module.css';

const currencies = ['EUR', 'USD', 'GBP'] as const;
const variantsMax = 50;

/** Adds a product with its variants. */
export default function NewProductPage() {
  const { send, busy } = useSend(CreateProductDocument);
  const [fault, setFault] = useState<string>();
  const navigate = useNavigate();
  const toast = useToast();
  const create = async (form: HTMLFormElement) => {
    const input = readProduct(new FormData(form));
    if (typeof input === 'string') return setFault(input);
    const { data, error } = await send({ input });
    const outcome = data?.createProduct;
    if (outcome?.__typename !== 'ProductCreated') return setFault(outcome?.message ?? error);
    toast(`${outcome.product.name} is in the catalogue.`);
    await navigate(`/staff/catalogue?query=${encodeURIComponent(outcome.product.name)}`);
  };
  return (
    <>
      <StaffHead title="New product" intro="It is on sale as soon as there is stock of it." />
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void create(event.currentTarget);
        }}
      >
        <ProductFields />
        <VariantFields />
        {fault && (
          <Notice tone="bad" live>
            {fault}
          </Notice>
        )}
        <div className={styles['buttons']}>
          <Button type="submit" busy={busy}>
            Add to the catalogue
          </Button>
          <ButtonLink to="/staff/catalogue" look="quiet">
            Cancel
          </ButtonLink>
        </div>
      </form>
    </>
  );
}

function ProductFields() {
  const { categories } = usePageHead();
  return (
    <>
      <Field label="Name" name="name" maxLength={200} required />
      <div className={styles['pair']}>
        <Field
          label="Name in addresses"
          hint="Lower-case letters, digits and hyphens"
          name="slug"
          pattern="[a-z0-9]+(-[a-z0-9]+)*"
          maxLength={100}
          required
        />
        <Select label="Category" name="category" required>
          {categories.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <TextArea label="Description" name="description" maxLength={10_000} rows={4} optional />
      <div className={styles['pair']}>
        <Field label="Address of a picture" name="image" placeholder="/images/….svg" optional />
        <Select label="Currency" name="currency">
          {currencies.map((currency) => (
            <option key={currency}>{currency}</option>
          ))}
        </Select>
      </div>
    </>
  );
}

function VariantFields() {
  const nextId = useRef(1);
  const [ids, setIds] = useState<readonly number[]>([0]);
  return (
    <fieldset className={styles['variants']}>
      <legend className={styles['legend']}>Variants</legend>
      {ids.map((id) => (
        <div key={id} className={styles['variant']}>
          <Field label="SKU" name="sku" pattern="[A-Za-z0-9]+(-[A-Za-z0-9]+)*" required />
          <Field label="Variant" placeholder="Blue / M" name="variant" maxLength={100} required />
          <Field label="Price" placeholder="19.90" name="price" inputMode="decimal" required />
          <Button
            look="quiet"
            size="s"
            disabled={ids.length === 1}
            onClick={() => setIds(ids.filter((one) => one !== id))}
          >
            Remove
          </Button>
        </div>
      ))}
      <div>
        <Button
          look="line"
          size="s"
          disabled={ids.length >= variantsMax}
          onClick={() => setIds([...ids, nextId.current++])}
        >
          Another variant
        </Button>
      </div>
    </fieldset>
  );
}

/** The product, or what is wrong with what was filled in. */
function readProduct(values: FormData): CreateProductInput | string {
  const [name, image] = [textOf(values, 'name'), textOf(values, 'image')];
  const currency = currencies.find((each) => each === textOf(values, 'currency')) ?? 'EUR';
  const [skus, names, prices] = ['sku', 'variant', 'price'].map((field) =>
    values.getAll(field).map((value) => (typeof value === 'string' ? value.trim() : '')),
  ) as [string[], string[], string[]];
  const variants = skus.map((sku, index) => ({
    sku,
    name: names[index]!,
    amount: toMinor(prices[index]!, currency),
    currency,
  }));
  if (variants.some(({ amount }) => !(amount >= 1))) return 'A price looks like 19.90.';
  return {
    name,
    slug: textOf(values, 'slug'),
    category: textOf(values, 'category'),
    description: textOf(values, 'description'),
    images: image ? [{ url: image, alt: name }] : [],
    variants,
  };
}
