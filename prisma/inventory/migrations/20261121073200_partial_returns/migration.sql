-- AlterTable
ALTER TABLE "reservation_lines" ADD COLUMN     "returned" INTEGER NOT NULL DEFAULT 0;


-- From here on by hand: what Prisma cannot say.

-- Never more comes back than was sold.
ALTER TABLE "reservation_lines" ADD CONSTRAINT "reservation_lines_returned_check"
    CHECK ("returned" BETWEEN 0 AND "quantity");

-- Until now an order came back whole.
UPDATE "reservation_lines" l SET "returned" = l."quantity"
FROM "reservations" r WHERE r."order_id" = l."order_id" AND r."status" = 'RETURNED';
