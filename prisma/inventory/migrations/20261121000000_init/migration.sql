-- Typing errors are forgiven by trigrams; a trusted extension, so the owner may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- CreateTable
CREATE TABLE "categories" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "categories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "products" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "category_id" UUID NOT NULL,
    "category_name" TEXT NOT NULL,
    "images" JSONB NOT NULL DEFAULT '[]',
    "min_price_amount" INTEGER NOT NULL,
    "max_price_amount" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "in_stock" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    -- Stems for whole words, and the name's own letters for a word that is still being typed.
    "search" tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', "name"), 'A') ||
        setweight(to_tsvector('simple', "name"), 'A') ||
        setweight(to_tsvector('english', "category_name"), 'B') ||
        setweight(to_tsvector('english', "description"), 'C')
    ) STORED,

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "variants" (
    "sku" TEXT NOT NULL,
    "product_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "price_amount" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "variants_pkey" PRIMARY KEY ("sku")
);

-- CreateTable
CREATE TABLE "stock_levels" (
    "sku" TEXT NOT NULL,
    "on_hand" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "stock_levels_pkey" PRIMARY KEY ("sku")
);

-- CreateTable
CREATE TABLE "stock_movements" (
    "id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "on_hand_delta" INTEGER NOT NULL,
    "reserved_delta" INTEGER NOT NULL,
    "order_id" UUID,
    "reference" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_movements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reservations" (
    "order_id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reservations_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "reservation_lines" (
    "order_id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "reservation_lines_pkey" PRIMARY KEY ("order_id","sku")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "response_ref" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "catalogue_imports" (
    "id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "total" INTEGER NOT NULL,
    "processed" INTEGER NOT NULL DEFAULT 0,
    "failures" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "traceparent" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "subscriber" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "processed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("subscriber","event_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "categories_slug_key" ON "categories"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "products_slug_key" ON "products"("slug");

-- CreateIndex
CREATE INDEX "products_category_idx" ON "products"("category_id", "id");

-- CreateIndex
CREATE INDEX "products_price_idx" ON "products"("min_price_amount", "id");

-- CreateIndex
CREATE INDEX "products_category_price_idx" ON "products"("category_id", "min_price_amount", "id");

-- CreateIndex
CREATE INDEX "products_search_idx" ON "products" USING GIN ("search");

-- CreateIndex
CREATE INDEX "variants_product_idx" ON "variants"("product_id", "price_amount", "sku");

-- CreateIndex
CREATE INDEX "stock_movements_sku_idx" ON "stock_movements"("sku", "id");

-- AddForeignKey
ALTER TABLE "products" ADD CONSTRAINT "products_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "variants" ADD CONSTRAINT "variants_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_sku_fkey" FOREIGN KEY ("sku") REFERENCES "variants"("sku") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "reservation_lines" ADD CONSTRAINT "reservation_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "reservations"("order_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what Prisma cannot say.

-- Order by name, in any mixture of case, over the whole catalogue and within a category.
CREATE INDEX "products_name_idx" ON "products" (lower("name"), "id");
CREATE INDEX "products_category_name_idx" ON "products" ("category_id", lower("name"), "id");
-- Typing errors.
CREATE INDEX "products_name_trigram_idx" ON "products" USING GIN (lower("name") gin_trgm_ops);
-- Reservations that will run out: all that the expiry looks at.
CREATE INDEX "reservations_due_idx" ON "reservations" ("expires_at") WHERE "status" = 'RESERVED';
-- What an order did to the stock, for reconciliation and support.
CREATE INDEX "stock_movements_order_idx" ON "stock_movements" ("order_id") WHERE "order_id" IS NOT NULL;

ALTER TABLE "products" ADD CONSTRAINT "products_price_check"
    CHECK ("min_price_amount" > 0 AND "max_price_amount" >= "min_price_amount");
ALTER TABLE "variants" ADD CONSTRAINT "variants_price_check" CHECK ("price_amount" > 0);
ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_check"
    CHECK ("on_hand" >= 0 AND "reserved" >= 0 AND "reserved" <= "on_hand");
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_status_check"
    CHECK ("status" IN ('RESERVED', 'COMMITTED', 'RELEASED', 'EXPIRED', 'REJECTED', 'RETURNED'));
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_expiry_check"
    CHECK ("status" <> 'RESERVED' OR "expires_at" IS NOT NULL);
ALTER TABLE "reservation_lines" ADD CONSTRAINT "reservation_lines_quantity_check" CHECK ("quantity" > 0);
ALTER TABLE "catalogue_imports" ADD CONSTRAINT "catalogue_imports_check"
    CHECK ("status" IN ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED') AND "processed" BETWEEN 0 AND "total");

-- Each kind of movement has its shape, so that the ledger cannot tell a story that did not happen.
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_kind_check" CHECK (CASE "kind"
    WHEN 'RECEIVED' THEN "on_hand_delta" > 0 AND "reserved_delta" = 0
    WHEN 'RESERVED' THEN "on_hand_delta" = 0 AND "reserved_delta" > 0
    WHEN 'RELEASED' THEN "on_hand_delta" = 0 AND "reserved_delta" < 0
    WHEN 'COMMITTED' THEN "on_hand_delta" < 0 AND "reserved_delta" = "on_hand_delta"
    WHEN 'RETURNED' THEN "on_hand_delta" > 0 AND "reserved_delta" = 0
    WHEN 'ADJUSTED' THEN "on_hand_delta" <> 0 AND "reserved_delta" = 0
    ELSE false END);

CREATE FUNCTION "stock_movements_refuse"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'stock_movements is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Correct the stock with another movement.';
END
$$;

CREATE TRIGGER "stock_movements_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "stock_movements"
    FOR EACH STATEMENT EXECUTE FUNCTION "stock_movements_refuse"();

-- The relay's work list, and the NOTIFY that wakes it at commit.
CREATE INDEX "outbox_unpublished_idx" ON "outbox" ("id") WHERE "published_at" IS NULL;

CREATE FUNCTION "outbox_notify"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER "outbox_notify" AFTER INSERT ON "outbox"
    FOR EACH STATEMENT EXECUTE FUNCTION "outbox_notify"();
