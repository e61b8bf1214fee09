import { useCallback, useState } from 'react';
import { useSearchParams } from 'react-router';
import { UnavailableNotice } from '../../api/unavailable.js';
import { usePage } from '../../api/use-page.js';
import { ButtonLink } from '../../design/button.js';
import { Field, Select } from '../../design/field.js';
import { EmptyState } from '../../design/notices.js';
import { Pagination } from '../../design/pagination.js';
import {
  StaffCatalogueDocument,
  type StaffCatalogueQuery,
  type StaffProductPartsFragment,
} from '../../generated/staff-documents.js';
import { usePageHead } from '../../layout/use-page-head.js';
import { Filters, pageAddresses } from '../filters.js';
import { StaffHead, WhenLoaded } from '../staff-page.js';
import { EditProductDialog } from './edit-product-dialog.js';
import { ProductTable } from './product-table.js';
import { VariantsDialog } from './variants-dialog.js';

type Products = NonNullable<StaffCatalogueQuery['cataloguePage']['products']>;

/** All products, and changing what they say of themselves. */
export default function CataloguePage() {
  const [params] = useSearchParams();
  const { categories } = usePageHead();
  const page = usePage(StaffCatalogueDocument, {
    query: params.get('query'),
    category: params.get('category'),
    after: params.get('after'),
  });
  return (
    <>
      <StaffHead title="Catalogue">
        <ButtonLink to="/staff/catalogue/import" look="line">
          Import a file
        </ButtonLink>
        <ButtonLink to="/staff/catalogue/new">New product</ButtonLink>
      </StaffHead>
      <Filters label="Filter the catalogue">
        <Field
          label="Search"
          name="query"
          type="search"
          placeholder="Name or description"
          defaultValue={params.get('query') ?? ''}
          maxLength={100}
        />
        <Select
          key={categories.length}
          label="Category"
          name="category"
          defaultValue={params.get('category') ?? ''}
        >
          <option value="">All</option>
          {categories.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      </Filters>
      <WhenLoaded page={page} what="the catalogue">
        {({ cataloguePage: { products, unavailable } }) => (
          <>
            <UnavailableNotice unavailable={unavailable} onRetry={page.reload} />
            {products && <Found products={products} params={params} />}
          </>
        )}
      </WhenLoaded>
    </>
  );
}

function Found({ products, params }: { products: Products; params: URLSearchParams }) {
  const [edited, setEdited] = useState<StaffProductPartsFragment>();
  const [opened, setOpened] = useState<string>();
  const close = useCallback(() => {
    setEdited(undefined);
    setOpened(undefined);
  }, []);
  if (products.items.length === 0)
    return <EmptyState title="No such product">Nothing fits all of this.</EmptyState>;
  const shown = products.items.find(({ id }) => id === opened);
  return (
    <>
      <output>{products.totalCount === 1 ? '1 product' : `${products.totalCount} products`}</output>
      <ProductTable
        products={products.items}
        onEdit={setEdited}
        onVariants={({ id }) => setOpened(id)}
      />
      <Pagination label="Products" {...pageAddresses(params, products.pageInfo)} />
      {edited && <EditProductDialog product={edited} onClose={close} />}
      {shown && <VariantsDialog product={shown} onClose={close} />}
    </>
  );
}
