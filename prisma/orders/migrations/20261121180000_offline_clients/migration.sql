-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "cart_changes" (
    "user_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cart_changes_pkey" PRIMARY KEY ("user_id","key")
);

-- CreateIndex
CREATE INDEX "orders_buyer_id_updated_at_id_idx" ON "orders"("buyer_id", "updated_at", "id");

-- AddForeignKey
ALTER TABLE "cart_changes" ADD CONSTRAINT "cart_changes_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "carts"("user_id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma cannot say.

-- When an order last changed, for clients that ask what they have missed. By the clock of the statement:
-- the transaction's own is as old as its start.
CREATE FUNCTION "orders_updated_at"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."updated_at" := clock_timestamp();
    RETURN NEW;
END
$$;

CREATE TRIGGER "orders_updated_at" BEFORE UPDATE ON "orders"
    FOR EACH ROW WHEN (OLD."version" IS DISTINCT FROM NEW."version") EXECUTE FUNCTION "orders_updated_at"();
