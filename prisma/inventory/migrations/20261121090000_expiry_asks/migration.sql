-- A reservation that runs out keeps its stock until orders answers. What had been freed holds nothing, as one that was refused.
UPDATE "reservations" SET "status" = 'REJECTED' WHERE "status" = 'EXPIRED';

ALTER TABLE "reservations" DROP CONSTRAINT "reservations_status_check",
    ADD CONSTRAINT "reservations_status_check"
    CHECK ("status" IN ('RESERVED', 'COMMITTED', 'RELEASED', 'REJECTED', 'RETURNED'));
