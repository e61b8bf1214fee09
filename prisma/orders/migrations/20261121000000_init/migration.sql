-- Order numbers count on over all orders; a gap means an attempt that was rolled back.
CREATE SEQUENCE "order_number_seq" AS BIGINT START WITH 100001;

-- CreateEnum
CREATE TYPE "order_status" AS ENUM ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED', 'RETURNED');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('NONE', 'PENDING', 'AUTHORISED', 'CAPTURED', 'DECLINED', 'VOIDED', 'PARTIALLY_REFUNDED', 'REFUNDED');

-- CreateEnum
CREATE TYPE "refund_status" AS ENUM ('REQUESTED', 'DONE');

-- CreateTable
CREATE TABLE "carts" (
    "user_id" UUID NOT NULL,
    "currency" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "carts_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "cart_lines" (
    "user_id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "unit_price_amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_lines_pkey" PRIMARY KEY ("user_id","sku")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL DEFAULT ('TR-'::text || nextval('order_number_seq'::regclass)),
    "buyer_id" UUID,
    "status" "order_status" NOT NULL,
    "subtotal_amount" INTEGER NOT NULL,
    "shipping_amount" INTEGER NOT NULL,
    "total_amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "shipping_address" JSONB,
    "idempotency_key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "payment_token" TEXT,
    "tracking_code" TEXT,
    "return_requested_at" TIMESTAMPTZ(3),
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_lines" (
    "order_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price_amount" INTEGER NOT NULL,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("order_id","position")
);

-- CreateTable
CREATE TABLE "payments" (
    "order_id" UUID NOT NULL,
    "status" "payment_status" NOT NULL,
    "authorised_amount" INTEGER NOT NULL DEFAULT 0,
    "captured_amount" INTEGER NOT NULL DEFAULT 0,
    "refunded_amount" INTEGER NOT NULL DEFAULT 0,
    "provider_ref" TEXT,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("order_id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "amount" INTEGER NOT NULL,
    "status" "refund_status" NOT NULL,
    "reason" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_timeline" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "type" TEXT NOT NULL,
    "note" TEXT,

    CONSTRAINT "order_timeline_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "known_prices" (
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "priced_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "known_prices_pkey" PRIMARY KEY ("sku")
);

-- CreateTable
CREATE TABLE "demo_provider_payments" (
    "key" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "answers_at" TIMESTAMPTZ(3) NOT NULL,
    "refunded" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "demo_provider_payments_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "demo_provider_refunds" (
    "key" TEXT NOT NULL,
    "payment_key" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,

    CONSTRAINT "demo_provider_refunds_pkey" PRIMARY KEY ("key")
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
CREATE INDEX "carts_updated_at_idx" ON "carts"("updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "orders_number_key" ON "orders"("number");

-- CreateIndex
CREATE INDEX "orders_buyer_id_id_idx" ON "orders"("buyer_id", "id");

-- CreateIndex
CREATE INDEX "orders_placed_at_id_idx" ON "orders"("placed_at", "id");

-- CreateIndex
CREATE INDEX "orders_status_placed_at_id_idx" ON "orders"("status", "placed_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "orders_buyer_id_idempotency_key_key" ON "orders"("buyer_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "refunds_order_id_idempotency_key_key" ON "refunds"("order_id", "idempotency_key");

-- CreateIndex
CREATE INDEX "order_timeline_order_id_id_idx" ON "order_timeline"("order_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "demo_provider_payments_ref_key" ON "demo_provider_payments"("ref");

-- CreateIndex
CREATE INDEX "demo_provider_refunds_payment_key_idx" ON "demo_provider_refunds"("payment_key");

-- AddForeignKey
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "carts"("user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_timeline" ADD CONSTRAINT "order_timeline_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "demo_provider_refunds" ADD CONSTRAINT "demo_provider_refunds_payment_key_fkey" FOREIGN KEY ("payment_key") REFERENCES "demo_provider_payments"("key") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma cannot say.

-- The last line of defence: no bug above this may lose money or sell nothing.
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_bounds" CHECK ("quantity" BETWEEN 1 AND 99 AND "unit_price_amount" >= 0);
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_bounds" CHECK ("quantity" BETWEEN 1 AND 99 AND "unit_price_amount" >= 0);
ALTER TABLE "orders" ADD CONSTRAINT "orders_sum" CHECK ("total_amount" = "subtotal_amount" + "shipping_amount" AND "subtotal_amount" >= 0 AND "shipping_amount" >= 0);
ALTER TABLE "payments" ADD CONSTRAINT "payments_bounds" CHECK ("refunded_amount" >= 0 AND "refunded_amount" <= "captured_amount" AND "captured_amount" <= "authorised_amount");
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_positive" CHECK ("amount" > 0);
ALTER TABLE "demo_provider_payments" ADD CONSTRAINT "demo_provider_payments_bounds" CHECK ("refunded" BETWEEN 0 AND "amount" AND "status" IN ('NEW', 'PENDING', 'AUTHORISED', 'DECLINED', 'CAPTURED', 'VOIDED'));

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

-- Tells the HTTP processes that an order changed; the payload is its id. Nobody can watch an order
-- before it is there, so inserts are silent.
CREATE FUNCTION "order_updated_notify"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('order_updated', NEW."id"::text);
    RETURN NULL;
END
$$;

CREATE TRIGGER "order_updated_notify" AFTER UPDATE ON "orders"
    FOR EACH ROW WHEN (OLD."version" IS DISTINCT FROM NEW."version") EXECUTE FUNCTION "order_updated_notify"();
