import { Link, useParams } from 'react-router';
import { reasonOf, UnavailableNotice } from '../api/unavailable.js';
import { usePage } from '../api/use-page.js';
import { ErrorState } from '../design/notices.js';
import { Loading, Skeleton } from '../design/skeleton.js';
import { ProductPageDocument, type ProductPageQuery } from '../generated/documents.js';
import { NotFoundPage } from '../layout/not-found-page.js';
import { PageTitle } from '../layout/page-title.js';
import { BuyBox } from './buy-box.js';
import { Gallery } from './gallery.js';
import styles from './product-page.module.css';

export type Product = NonNullable<ProductPageQuery['productPage']['product']>;

/** A product with its pictures, its variants and what there is of them now. */
export default function ProductPage() {
  const { slug = '' } = useParams();
  return <ProductOf key={slug} slug={slug} />;
}

function ProductOf({ slug }: { slug: string }) {
  const { data, failure, reload } = usePage(ProductPageDocument, { slug });
  const page = data?.productPage;
  if (failure) return <ErrorState onRetry={reload}>{failure}</ErrorState>;
  if (!page) return <ProductComes />;
  if (!page.product)
    return reasonOf(page.unavailable, 'PRODUCT') === 'NOT_FOUND' ? (
      <NotFoundPage />
    ) : (
      <UnavailableNotice unavailable={page.unavailable} onRetry={reload} />
    );
  const { product } = page;
  return (
    <article>
      <nav aria-label="Where you are" className={styles['crumbs']}>
        <Link to="/search">Shop</Link>
        <span aria-hidden="true">/</span>
        <Link to={`/search?category=${product.category.slug}`}>{product.category.name}</Link>
      </nav>
      <div className={styles['product']}>
        <Gallery name={product.name} pictures={product.pictures} />
        <div className={styles['about']}>
          <PageTitle title={product.name} />
          <BuyBox product={product} />
          <UnavailableNotice unavailable={page.unavailable} onRetry={reload} />
          <section aria-labelledby="description" className={styles['description']}>
            <h2 id="description">About it</h2>
            {product.description.split(/\n+/).map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
          </section>
        </div>
      </div>
    </article>
  );
}

function ProductComes() {
  return (
    <Loading what="the product">
      <div className={styles['product']}>
        <Skeleton shape="picture" />
        <div>
          <Skeleton shape="title" />
          <Skeleton shape="short" />
          <Skeleton shape="block" />
          <Skeleton shape="button" />
        </div>
      </div>
    </Loading>
  );
}
