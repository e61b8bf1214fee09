-- CreateEnum
CREATE TYPE "return_status" AS ENUM ('REQUESTED', 'APPROVED', 'REJECTED');

-- AlterTable
ALTER TABLE "order_lines" ADD COLUMN     "returned_quantity" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "shipped_quantity" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "waiting_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "shipments" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "tracking_code" TEXT,
    "shipped_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "shipments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shipment_lines" (
    "shipment_id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "shipment_lines_pkey" PRIMARY KEY ("shipment_id","sku")
);

-- CreateTable
CREATE TABLE "order_returns" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "status" "return_status" NOT NULL,
    "reason" TEXT,
    "restock" BOOLEAN,
    "rejection" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "order_returns_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_return_lines" (
    "return_id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "order_return_lines_pkey" PRIMARY KEY ("return_id","sku")
);

-- CreateTable
CREATE TABLE "order_command_keys" (
    "order_id" UUID NOT NULL,
    "command" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "order_command_keys_pkey" PRIMARY KEY ("order_id","command","key")
);

-- CreateIndex
CREATE INDEX "shipments_order_id_id_idx" ON "shipments"("order_id", "id");

-- CreateIndex
CREATE INDEX "order_returns_order_id_id_idx" ON "order_returns"("order_id", "id");

-- AddForeignKey
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "shipment_lines" ADD CONSTRAINT "shipment_lines_shipment_id_fkey" FOREIGN KEY ("shipment_id") REFERENCES "shipments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_returns" ADD CONSTRAINT "order_returns_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_return_lines" ADD CONSTRAINT "order_return_lines_return_id_fkey" FOREIGN KEY ("return_id") REFERENCES "order_returns"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_command_keys" ADD CONSTRAINT "order_command_keys_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma cannot say.

-- The last line of defence: nothing leaves that was not bought, nothing comes back that had not left.
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_parts"
    CHECK ("returned_quantity" >= 0 AND "returned_quantity" <= "shipped_quantity" AND "shipped_quantity" <= "quantity");
ALTER TABLE "shipment_lines" ADD CONSTRAINT "shipment_lines_positive" CHECK ("quantity" > 0);
ALTER TABLE "order_return_lines" ADD CONSTRAINT "order_return_lines_positive" CHECK ("quantity" > 0);
ALTER TABLE "order_returns" ADD CONSTRAINT "order_returns_resolution"
    CHECK (("status" = 'REQUESTED') = ("resolved_at" IS NULL) AND ("status" = 'APPROVED') = ("restock" IS NOT NULL));

-- Orders that wait for an answer: all that the nudge looks at.
CREATE INDEX "orders_waiting_idx" ON "orders" ("waiting_since") WHERE "waiting_since" IS NOT NULL;

-- Orders from before there were parts left, arrived and came back whole.
INSERT INTO "shipments" ("id", "order_id", "tracking_code", "shipped_at", "delivered_at")
SELECT gen_random_uuid(), o."id", o."tracking_code",
    COALESCE((SELECT min(t."at") FROM "order_timeline" t WHERE t."order_id" = o."id" AND t."type" = 'SHIPPED'), o."placed_at"),
    CASE WHEN o."status" <> 'SHIPPED' THEN
        COALESCE((SELECT min(t."at") FROM "order_timeline" t WHERE t."order_id" = o."id" AND t."type" = 'DELIVERED'), o."placed_at")
    END
FROM "orders" o WHERE o."status" IN ('SHIPPED', 'DELIVERED', 'RETURNED');

INSERT INTO "shipment_lines" ("shipment_id", "sku", "quantity")
SELECT s."id", l."sku", l."quantity" FROM "shipments" s JOIN "order_lines" l ON l."order_id" = s."order_id";

INSERT INTO "order_returns" ("id", "order_id", "status", "reason", "restock", "requested_at", "resolved_at")
SELECT gen_random_uuid(), o."id",
    CASE o."status" WHEN 'RETURNED' THEN 'APPROVED' ELSE 'REQUESTED' END::"return_status",
    (SELECT t."note" FROM "order_timeline" t WHERE t."order_id" = o."id" AND t."type" = 'RETURN_REQUESTED' ORDER BY t."id" LIMIT 1),
    CASE o."status" WHEN 'RETURNED' THEN COALESCE(
        (SELECT t."note" NOT LIKE '%written off%' FROM "order_timeline" t WHERE t."order_id" = o."id" AND t."type" = 'RETURNED' ORDER BY t."id" LIMIT 1), true)
    END,
    COALESCE(o."return_requested_at", o."placed_at"),
    CASE o."status" WHEN 'RETURNED' THEN
        COALESCE((SELECT min(t."at") FROM "order_timeline" t WHERE t."order_id" = o."id" AND t."type" = 'RETURNED'), o."placed_at")
    END
FROM "orders" o
WHERE o."status" = 'RETURNED' OR (o."status" = 'DELIVERED' AND o."return_requested_at" IS NOT NULL);

INSERT INTO "order_return_lines" ("return_id", "sku", "quantity")
SELECT r."id", l."sku", l."quantity" FROM "order_returns" r JOIN "order_lines" l ON l."order_id" = r."order_id";

UPDATE "order_lines" l SET "shipped_quantity" = l."quantity",
    "returned_quantity" = CASE o."status" WHEN 'RETURNED' THEN l."quantity" ELSE 0 END
FROM "orders" o WHERE o."id" = l."order_id" AND o."status" IN ('SHIPPED', 'DELIVERED', 'RETURNED');

UPDATE "orders" o SET "waiting_since" = CURRENT_TIMESTAMP
FROM "payments" p
WHERE p."order_id" = o."id" AND (
    o."status" IN ('PENDING', 'AWAITING_PAYMENT')
    OR (o."status" IN ('CANCELLED', 'REJECTED') AND p."status" IN ('PENDING', 'AUTHORISED'))
    OR EXISTS (SELECT 1 FROM "refunds" r WHERE r."order_id" = o."id" AND r."status" = 'REQUESTED'));
