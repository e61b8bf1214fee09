ALTER TABLE "stock_levels" ADD COLUMN     "low_stock_threshold" INTEGER NOT NULL DEFAULT 5;

-- CreateTable
CREATE TABLE "low_stock_flags" (
    "sku" TEXT NOT NULL,
    "flagged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "low_stock_flags_pkey" PRIMARY KEY ("sku")
);

-- CreateTable
CREATE TABLE "stock_watches" (
    "user_id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stock_watches_pkey" PRIMARY KEY ("user_id","sku")
);

-- CreateIndex
CREATE INDEX "stock_watches_sku_idx" ON "stock_watches"("sku", "created_at", "user_id");

-- AddForeignKey
ALTER TABLE "low_stock_flags" ADD CONSTRAINT "low_stock_flags_sku_fkey" FOREIGN KEY ("sku") REFERENCES "variants"("sku") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stock_watches" ADD CONSTRAINT "stock_watches_sku_fkey" FOREIGN KEY ("sku") REFERENCES "variants"("sku") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma cannot say.

ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_threshold_check" CHECK ("low_stock_threshold" >= 0);

-- What was low before there were notices is no news.
INSERT INTO "low_stock_flags" ("sku", "flagged_at")
    SELECT "sku", now() FROM "stock_levels" WHERE "on_hand" - "reserved" <= "low_stock_threshold";
