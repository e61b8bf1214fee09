-- AlterTable
ALTER TABLE "carts" ADD COLUMN     "reminded_at" TIMESTAMPTZ(3);

-- What Prisma cannot say.

-- Carts that were left long before there were reminders stay unmentioned.
UPDATE "carts" SET "reminded_at" = now() WHERE "updated_at" < now() - interval '1 day';

-- All that the reminder looks at: carts with lines (a currency) whose buyers were not reminded.
CREATE INDEX "carts_unreminded_idx" ON "carts" ("updated_at")
    WHERE "reminded_at" IS NULL AND "currency" IS NOT NULL;
